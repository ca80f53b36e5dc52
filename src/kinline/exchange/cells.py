"""Cells of tables that people open in spreadsheets."""

#: With the wide forms, which spreadsheets take for the same where they speak Chinese or Japanese.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
#: Where the decimal sign is a comma, as in Ukrainian and Russian, spreadsheets part cells here, whatever we parted by.
_PARTS_TOO = ";"


def defused(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would take for a formula. `undefused` takes it off."""
    return _PARTS_TOO.join(map(_defused, cell.split(_PARTS_TOO)))


def undefused(cell: str) -> str:
    """The cell as it was before `defused`; a cell that was not defused stays as it is."""
    return _PARTS_TOO.join(map(_undefused, cell.split(_PARTS_TOO)))


def _defused(part: str) -> str:
    return f"'{part}" if _looks_like_formula(part) or _undefused(part) != part else part


def _undefused(part: str) -> str:
    return part[1:] if part.startswith("'") and _looks_like_formula(part.lstrip("'")) else part


def _looks_like_formula(part: str) -> bool:
    return part.lstrip(" ").startswith(_FORMULAS)
