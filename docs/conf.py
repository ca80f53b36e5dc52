"""How Sphinx builds the papers: `make docs`. A dead link between two of them is an error."""

import kinline

project = "Kinline"
author = "the authors of Kinline"
version = release = kinline.VERSION
language = "en"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
# Built from the root of the repository, since the papers point at each other across folders.
include_patterns = ["docs/**", "README.md", "CHANGELOG.md", "src/kinline/design/README.md"]
root_doc = "docs/index"
myst_heading_anchors = 3
html_theme = "alabaster"
html_theme_options = {"description": "Where is my son?", "page_width": "1000px"}
html_show_sourcelink = False
nitpicky = True
# Parts of a page are told by headings; the page as a whole may begin with a second-level one.
suppress_warnings = ["myst.header"]
