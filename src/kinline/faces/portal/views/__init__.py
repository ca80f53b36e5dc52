"""Pages of the portal: the walk, what comes later, what everybody may read, and what went wrong."""
