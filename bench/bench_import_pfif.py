"""100,000 invented persons of a PFIF file, with notes, through `kinline import`, beside lxml that reads the whole file.

Exit status 1 if the import needs 300 MB of memory or more, or loses a person.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from installation import ENGINES, home
from measuring import machine, postgres_answers

PERSONS = 100_000
PROMISED_MB = 300
STATUSES = ("information_sought", "believed_missing", "believed_alive", "believed_dead")
WHOLE = """
import sys
from lxml import etree
root = etree.parse(sys.argv[1]).getroot()
print(len(root))
"""
#: What can come over a terminal's bar; the last sentence stands behind it.
COUNTED = f"Rows: {PERSONS}. New: {PERSONS}. Known already: 0. Refused: 0."


def write_pfif(path: Path, count: int) -> None:
    """So many persons in PFIF 1.4, each with up to three notes."""
    import datetime as dt  # noqa: PLC0415

    from kinline.demo.people import as_list_tells, invent  # noqa: PLC0415  # after django.setup()
    from kinline.registry.choices import SaidFate  # noqa: PLC0415

    chance, today = Random(1949), dt.date(2025, 1, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<pfif xmlns="http://zesty.ca/pfif/1.4">\n')
        for number in range(count):
            told = as_list_tells(invent(chance), chance, SaidFate.MISSING, today)
            ref = f"invented.example/person.{number}"
            full = told.whole_name or f"{told.family_name} {told.given_name}".strip()
            file.write(
                f"<person><person_record_id>{ref}</person_record_id>"
                f"<source_date>2024-{1 + number % 12:02}-01T10:00:00Z</source_date>"
                "<author_name>Invented Author</author_name><author_email>a@invented.example</author_email>"
                f"<full_name>{escape(full)}</full_name><family_name>{escape(told.family_name)}</family_name>"
                f"<given_name>{escape(told.given_name)}</given_name><sex>male</sex>"
                f"<date_of_birth>{told.birth.iso().removeprefix('~')}</date_of_birth>"
                f"<home_state>{escape(told.birth_place)}</home_state>"
                f"<description>Invented. {'Nobody has seen him. ' * chance.randrange(1, 12)}</description>"
            )
            for each in range(chance.randrange(4)):
                file.write(
                    f"<note><note_record_id>invented.example/note.{number}.{each}</note_record_id>"
                    f"<person_record_id>{ref}</person_record_id><author_name>Invented Author</author_name>"
                    f"<source_date>2024-12-0{1 + each}T10:00:00Z</source_date>"
                    f"<status>{chance.choice(STATUSES)}</status>"
                    f"<last_known_location>{escape(told.birth_place)}</last_known_location>"
                    f"<text>{'Somebody wrote this. ' * chance.randrange(1, 8)}</text></note>"
                )
            file.write("</person>\n")
        file.write("</pfif>\n")


def measure(engine: str) -> bool:
    """Run and print. True if the promise is kept."""
    with home(engine, filled="empty") as path:
        import django  # noqa: PLC0415  # settings are read from the home, which had to be made first

        django.setup()
        file = path / "invented.xml"
        write_pfif(file, PERSONS)
        size = file.stat().st_size / 1e6
        print(f"\n{engine}, {PERSONS} persons in PFIF 1.4, {size:.0f} MB; {machine()}")
        command = ["-m", "kinline.cli", "import", str(file), "--source=Measured", "--purpose=demonstration"]
        took, peak, told = _run(command)
        shown = told.count("\r")
        print(f"  kinline import: {took:.0f} s, {PERSONS / took:.0f} persons a second, {peak:.0f} MB at most")
        print(f"  its bar was drawn {shown} times; {told.strip().splitlines()[-1]}")
        whole, beside, _told = _run(["-c", WHOLE, str(file)])
        print(f"  lxml.etree.parse of the same file, nothing kept: {whole:.1f} s, {beside:.0f} MB at most")
        return peak < PROMISED_MB and COUNTED in told and shown > 100


def _run(words: list[str]) -> tuple[float, float, str]:
    """Seconds, the most memory that was resident in MB, and what the process wrote on its terminal."""
    ours, theirs = os.openpty()
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    os.close(theirs)
    told = bytearray()
    try:
        while chunk := os.read(ours, 65536):
            told += chunk
    except OSError:  # Linux says so when nobody holds the other end any more
        pass
    finally:
        os.close(ours)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = told.decode(errors="replace")
    if process.returncode:
        raise SystemExit(f"It ended with {process.returncode}:\n{text[-2000:]}")
    return time.perf_counter() - begun, used.ru_maxrss * 1024 / 1e6, text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, help="one database only; else all that answer")
    options = parser.parse_args()
    if options.engine:
        return 0 if measure(options.engine) else 1
    # A process each: Django is set up once in one.
    return max(
        subprocess.run([sys.executable, str(Path(__file__)), f"--engine={engine}"], check=False).returncode
        for engine in (ENGINES if postgres_answers() else ENGINES[:1])
    )


if __name__ == "__main__":
    sys.exit(main())
