"""Nothing is left on Spark of customers who were erased, and nothing of them comes back."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from .whole_erasure import NAMED, WholeErasure

HELD = "Something of the erased is left in"


def test_the_command_erases_and_proves_its_own_files(erasure: WholeErasure) -> None:
    told = erasure.told["erased"].text
    for name, customer in zip(erasure.names, erasure.customers, strict=True):
        assert f"{name}: customer {customer}" in told
    assert len(set(erasure.customers)) == len(NAMED)
    assert "Proof: nothing is left" in told and "closed figures are what they were" in told
    assert "The log of identity of sample on Spark holds the erased no more." in told


def test_sparks_tables_hold_them_until_they_are_built_again(erasure: WholeErasure) -> None:
    told = erasure.told["before the build"]
    assert told.code == 1
    for place in (
        "sample_conformed.db/customer_records, column email",
        "sample_intermediate.db/int_identity_records, keys in column record_key",
    ):
        assert f"{HELD} warehouse/{place}" in told.text
    assert "int_identity_events" not in told.text
    assert ".duckdb" not in told.text and "logs" not in told.text


def test_nothing_is_left_in_the_whole_store(erasure: WholeErasure) -> None:
    told = erasure.told["after the build"]
    assert told.code == 0, told.text
    tables = re.search(r"nothing is left in [\d,]+ columns of ([\d,]+) tables", told.text)
    assert tables is not None
    # the build, a copy of it and Spark
    assert int(tables[1].replace(",", "")) > 3 * 250
    assert not (erasure.here.place.root / "erasure" / "on_spark.json").exists()


def test_closed_figures_are_equal_to_the_last_bit(erasure: WholeErasure) -> None:
    assert all(erasure.figures.values())
    assert erasure.figures_now() == erasure.figures


def test_a_customer_is_a_tombstone(erasure: WholeErasure) -> None:
    assert erasure.orders > 3
    for mart in ("fct_orders", "dim_customers", "customer_profiles", "consent_state"):
        assert erasure.count(mart) == 0
    assert erasure.count("identity_events", "event_type = 'erase'") == len(erasure.customers)
    assert erasure.count("identity_events") == len(erasure.customers)


def test_the_same_data_landed_again_make_nobody_again(erasure: WholeErasure) -> None:
    assert "run `warehouse erase --screen" in erasure.refused
    told = erasure.told["screened"]
    assert told.code == 0, told.text
    assert "shopify.customer: " in told.text and "Raw files hold nothing of the erased" in told.text
    assert different(erasure.raw, erasure.kept("erased")) == []
    assert len(different(erasure.raw, erasure.kept("landed"))) > 10


def different(raw: Path, other: Path) -> list[str]:
    """The raw files whose rows are not those of the same file elsewhere."""
    found = []
    with duckdb.connect() as connection:
        for file in sorted(raw.rglob("*.parquet")):
            ours = f"from read_parquet('{file}')"
            theirs = f"from read_parquet('{other / file.relative_to(raw)}')"
            ((count,),) = connection.execute(
                f"select count(*) from (({ours} except all {theirs}) union all "
                f"({theirs} except all {ours}))"
            ).fetchall()
            if count:
                found.append(str(file.relative_to(raw)))
    return found
