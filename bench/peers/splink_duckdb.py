"""Splink on DuckDB, set up as its papers show: comparisons of its library, u by random sampling, m by EM twice.

A new record is found by `predict_between` the table and a table of that one record. It learns from the table
and, in its favour, from all questions that it will be asked, without their answers. One thread.
"""

import logging
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from .told import TOP, Found, Row, read, told

SEED: Final = 1864
_TERMS: Final = ("family", "given", "family_given", "patronymic", "place", "unit")
#: Pairs that are so alike are people rather than chance; of all true pairs they find about so many.
_SURE: Final = (("family", "given", "born"), ("family", "patronymic", "born"))
_FOUND_BY_SURE: Final = 0.3


def table(rows: Iterable[Row]) -> pd.DataFrame:
    """One row a person with Splink's columns; nothing said is NULL."""
    lines = []
    for row in rows:
        one = told(row)
        whole = f"{one.family} {one.given}".strip()
        lines.append((one.id, one.family, one.given, whole, one.patronymic, one.born, *_place_and_unit(row)))
    columns = ["unique_id", "family", "given", "family_given", "patronymic", "born", "place", "unit"]
    # As text throughout: a column without a single word would else have no type.
    return pd.DataFrame(lines, columns=columns).replace("", None).astype("string")


def _place_and_unit(row: Row) -> tuple[str, str]:
    place = told({**row, "unit": ""}).more if row.get("birth_place") else ""
    number = "".join(letter for letter in row.get("unit") or "" if letter.isdigit())
    return " ".join(place.replace("m. ", "").replace("g. ", "").split(",")[0].split()), number


def settings(link_type: str, *, more: bool) -> SettingsCreator:
    comparisons = [
        cl.ForenameSurnameComparison("given", "family", forename_surname_concat_col_name="family_given"),
        cl.NameComparison("patronymic").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("born", input_is_string=True),
    ]
    if more:
        comparisons += [
            cl.JaroWinklerAtThresholds("place", [0.9]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("unit").configure(term_frequency_adjustments=True),
        ]
    return SettingsCreator(
        link_type=link_type,
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on("born"),
            block_on("family", "given"),
            block_on("substr(family, 1, 4)", "substr(born, 1, 4)"),
            block_on("substr(family, 1, 3)", "substr(given, 1, 3)"),
            block_on("substr(family, 1, 4)", "patronymic"),
        ],
    )


def trained(tables: list[Any], link_type: str, *, more: bool) -> Linker:
    """A linker with its parameters learnt from the tables themselves."""
    warnings.simplefilter("ignore")
    linker = Linker(tables if len(tables) > 1 else tables[0], settings(link_type, more=more), logging.ERROR)
    sure = [block_on(*columns) for columns in _SURE]
    linker.training.estimate_probability_two_random_records_match(sure, recall=_FOUND_BY_SURE)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("family", "given"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
    return linker


def one_thread() -> DuckDBAPI:
    return DuckDBAPI(connection=duckdb.connect(config={"threads": 1}))


class Splink:
    name = "Splink on DuckDB, one new record"

    def __init__(self, registry: Path, _folder: Path) -> None:
        self._base = one_thread()
        listed, asked = (list(read(path)) for path in (registry, registry.with_name("questions.csv")))
        self._more = "unit" in listed[0]
        self._listed = self._base.register(table(listed), dataset_display_name="listed")
        learnt = self._base.register(table(asked), dataset_display_name="asked")
        self._linker = trained([self._listed, learnt], "link_only", more=self._more)
        for column in _TERMS if self._more else _TERMS[:4]:
            self._linker.table_management.compute_tf_table(column)
        self._asked = 0

    def find(self, question: Row) -> list[Found]:
        self._asked += 1
        new = self._base.register(table([question]), dataset_display_name=f"asked_{self._asked}")
        pairs = self._linker.inference.predict_between(
            self._listed, new, threshold_match_probability=0.001, warning_mode="never"
        )
        best = pairs.as_pandas_dataframe().nlargest(TOP, "match_weight")
        pairs.drop_table_from_database_and_remove_from_cache()
        return [
            Found(left if right == question["id"] else right, probability)
            for left, right, probability in zip(
                best["unique_id_l"], best["unique_id_r"], best["match_probability"], strict=True
            )
        ]

    def size_in_bytes(self) -> int:
        return 0

    def close(self) -> None:
        pass
