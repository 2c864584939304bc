"""What `warehouse identity suggest` leaves: a list for people, and pairs for the next build."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb

from loyalty_warehouse.identity_suggest import Suggestion, keep, write

PROJECT = Path(__file__).resolve().parents[3]
FOUND = [
    Suggestion(
        *("s1", "link", "shop", "customer", "a", "till", "customer", "b", None, None, None, None),
        *("match weight 7.0, probability 0.9922", 1, 2, "last_name, birth_date", "last_name"),
        *(7.0, 0.9922),
    )
]


def test_the_list_has_the_columns_of_the_decisions(tmp_path: Path) -> None:
    write(FOUND, tmp_path / "new" / "list.csv")
    with (tmp_path / "new" / "list.csv").open(encoding="utf-8", newline="") as stream:
        told = list(csv.reader(stream))
    seed = (PROJECT / "seeds" / "identity_decisions.csv").read_text(encoding="utf-8")
    assert told[0] == seed.splitlines()[0].split(",")
    assert told[1][:8] == ["s1", "link", "shop", "customer", "a", "till", "customer", "b"]
    assert told[1][8:] == ["", "", "", "", FOUND[0].note]


def test_a_search_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_as_of as select date '2024-12-31' as as_of_date"
        )
    for found, pairs in (
        (FOUND, [(1, 2, "last_name, birth_date", "last_name", 7.0, 0.9922, date(2024, 12, 31))]),
        ([], []),
    ):
        keep(found, file)
        with duckdb.connect(str(file), read_only=True) as connection:
            assert connection.execute("from suggestions.record_pairs").fetchall() == pairs
