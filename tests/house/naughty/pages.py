"""A page as a browser reads it: its links, its forms, its words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse


@dataclass(slots=True)
class Control:
    """One input, select, textarea or button, or all radio buttons of one name."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    longest: int = 0
    is_numeric: bool = False


@dataclass(slots=True)
class Form:
    """A form, or an element that sends the form around it by itself (`hx-post`)."""

    action: str
    method: str
    has_files: bool
    controls: list[Control] = field(default_factory=list)

    def value_of(self, name: str) -> str | None:
        return next((control.value for control in self.controls if control.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({control.name for control in self.controls}))


class Page(HTMLParser):
    """`links`, `forms` and `text` of a page at `url`. How a name reads in another script is no text of anybody's."""

    def __init__(self, content: str, url: str) -> None:
        super().__init__()
        self.url = url
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Control | None = None
        self._textarea: Control | None = None
        self._text: list[str] = []
        #: How many `span` are open, from the one on that holds such a reading.
        self._reading = 0
        self.feed(content)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self._text)

    def _here(self, target: str | None) -> str:
        found = urlsplit(urljoin(self.url, target or self.url))
        return f"{found.path}?{found.query}" if found.query else found.path

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "span" and (self._reading or said.get("class") == "alt reads"):
            self._reading += 1
        if tag in {"br", "p"}:
            self._text.append("\n")
        if tag == "a" and said.get("href", "").startswith(("/", "?", ".")):
            self.links.append(self._here(said["href"]))
        elif tag == "form":
            method = (said.get("method") or "get").upper()
            self._form = Form(
                self._here(said.get("action")), method, "multipart" in (said.get("enctype") or "")
            )
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, {name: value or "" for name, value in attrs})
        if "hx-get" in said:
            self.links.append(self._here(said["hx-get"]))
        if self._form is not None and "hx-post" in said:
            self.forms.append(Form(self._here(said["hx-post"]), "POST", False, self._form.controls))

    def _control(self, tag: str, said: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = said.get("name", ""), said.get("type", "text") if tag == "input" else tag
        if tag == "option" and self._select is not None:
            self._select.options.append(said.get("value", ""))
            if "selected" in said:
                self._select.value = said.get("value", "")
        if tag not in {"input", "select", "textarea", "button"} or not name:
            return
        same = next((each for each in self._form.controls if each.name == name), None)
        if kind in {"radio", "checkbox"} and same:
            same.options.append(said.get("value", "on"))
            return
        control = Control(
            name,
            kind,
            value=said.get("value", "on" if kind == "checkbox" else ""),
            options=[said.get("value", "on")] if kind in {"radio", "checkbox"} else [],
            longest=int(said.get("maxlength", 0)),
            is_numeric=said.get("inputmode") == "numeric",
        )
        self._form.controls.append(control)
        self._select = control if tag == "select" else self._select
        self._textarea = control if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._reading:
            self._reading -= 1
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            if self._textarea is not None:
                # A browser leaves out the first line end.
                self._textarea.value = self._textarea.value.removeprefix("\r").removeprefix("\n")
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea.value += data
        elif not self._reading:
            self._text.append(data)


def let_go(answer: HttpResponse) -> None:
    """Close the files of an answer, and not the database: `close` would say that the request is over."""
    for close in answer._resource_closers:
        close()
