"""Real people of history with errors (splink_datasets, MIT; from Wikidata, CC0), some 1,100 of their records."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from kinmatch.cli import main

TABLE = Path(__file__).parents[3] / "shared" / "data" / "historical_people_dev.csv"


def pairs(counts):
    return sum(count * (count - 1) // 2 for count in counts.values())


@pytest.mark.shared
@pytest.mark.skipif(not TABLE.exists(), reason="the published table does not lie beside this checkout")
@pytest.mark.parametrize("names", ["name=full_name", "given_name=first_name,family_name=surname"])
def test_doubles_are_found_without_labels_and_few_strangers_are_joined(tmp_path, names):
    with TABLE.open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if int(row["cluster"][1:]) % 20 == 3]
    with (tmp_path / "some.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = main([
        "dedupe", str(tmp_path / "some.csv"), "--out", str(tmp_path / "clusters.csv"),
        "--map", f"id=unique_id,{names},birth_date=dob,sex=gender", "--also", "postcode_fake,occupation",
    ])  # fmt: skip
    assert done == 0
    true = {row["unique_id"]: row["cluster"] for row in rows}
    with (tmp_path / "clusters.csv").open(encoding="utf-8", newline="") as file:
        found = {row["id"]: row["cluster_id"] for row in csv.DictReader(file)}
    assert found.keys() == true.keys()
    right = pairs(Counter((true[one], found[one]) for one in true))
    joined, there = pairs(Counter(found.values())), pairs(Counter(true.values()))
    assert right / joined > 0.97
    assert 2 * right / (joined + there) > 0.88
    assert max(Counter(found.values()).values()) < 40
