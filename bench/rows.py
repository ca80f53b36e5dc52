"""A table of invented people, as an office might send it."""

import csv
import datetime as dt
from pathlib import Path
from random import Random

from kinline.demo.people import as_list_tells, invent
from kinline.registry.choices import SaidFate

COLUMNS = (
    "id",
    "full_name",
    "surname",
    "given_name",
    "patronymic",
    "date_of_birth",
    "birth_place",
    "unit",
    "fate",
)


def write_table(path: Path, count: int) -> None:
    """So many rows in CSV: names in three alphabets, dates exact, vague or missing."""
    chance, today = Random(1949), dt.date(2025, 1, 1)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for number in range(count):
            told = as_list_tells(invent(chance), chance, SaidFate.CAPTURED, today)
            born = told.birth.iso().removeprefix("~")
            names = told.whole_name, told.family_name, told.given_name, told.patronymic
            table.writerow((f"row-{number:05d}", *names, born, told.birth_place, told.unit, "captured"))
