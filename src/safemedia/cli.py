"""Photographs made safe to keep and to show: metadata gone, upright, in sRGB, written anew.

The type is sniffed by content. JPEG, PNG, WebP and GIF (its first frame) are read.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from safemedia import Bounds, Fault, Unsafe, clean, inspect

_REFUSED = 2
_FORMS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}


class _Refusal(Exception):
    """One sentence for whoever asked."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Refusal(f"{message}. Try: {self.prog} --help")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="safemedia", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="clean|inspect")
    cleaning = commands.add_parser("clean", help="write IN anew to OUT, of its pixels only")
    cleaning.add_argument("file", type=Path, metavar="IN")
    cleaning.add_argument("out", type=Path, metavar="OUT", help="ends in .jpg, .png or .webp")
    cleaning.set_defaults(run=_clean)
    looking = commands.add_parser("inspect", help="what IN says of itself")
    looking.add_argument("file", type=Path, metavar="IN")
    looking.add_argument("--json", action="store_true", help="one JSON object")
    looking.set_defaults(run=_inspect)
    return parser


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(Bounds().most_bytes + 1)
    if len(data) > Bounds().most_bytes:
        raise Unsafe(Fault.BYTES)
    return data


def _clean(told: argparse.Namespace) -> None:
    form = _FORMS.get(told.out.suffix.lower())
    if form is None:
        raise _Refusal(f"{told.out}: the name must end in .jpg, .png or .webp.")
    if told.out.exists() and told.out.samefile(told.file):
        raise _Refusal(f"{told.out} is read and cannot be written over; choose another OUT.")
    picture = clean(_read(told.file), form=form).picture
    handle, beside = tempfile.mkstemp(dir=told.out.parent, prefix=f".{told.out.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(picture)
        Path(beside).replace(told.out)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _inspect(told: argparse.Namespace) -> None:
    found = asdict(inspect(_read(told.file)))
    if told.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}: {', '.join(value) if isinstance(value, tuple) else value}")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0, or 2 with one sentence on stderr and nothing written."""
    try:
        told = _parser().parse_args(argv)
        told.run(told)
    except _Refusal as refusal:
        print(refusal, file=sys.stderr)
        return _REFUSED
    except Unsafe as unsafe:
        print(f"{told.file}: {unsafe}", file=sys.stderr)
        return _REFUSED
    except OSError as error:
        print(f"{error.filename or told.file}: {error.strerror or error}.", file=sys.stderr)
        return _REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
