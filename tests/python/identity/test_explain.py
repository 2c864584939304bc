"""`warehouse identity explain`: chains of evidence, masked, and a sentence where there is none."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.identity import explain, masked

TABLES = """
    create schema intermediate;
    create table intermediate.int_customer_map as from (values
        (1, 1, 'shop', 'customer', 'a'), (2, 1, 'till', 'customer', 'b'),
        (3, 1, 'till', 'order', 'c'), (4, 4, 'shop', 'customer', 'd'),
        (5, 5, 'shop', 'customer', 'e')
    ) as t (customer_record_key, customer_id, source_system, record_type, customer_record_id);
    create table intermediate.int_identity_edges as from (values
        (1, 11, 11, 'email', 2, null, date '2024-01-01'), (2, 11, 11, 'email', 2, null, null),
        (2, 12, 12, 'phone', 1, null, null), (3, 12, 12, 'phone', 1, null, null),
        (1, 13, 13, 'phone', 1, 'too_many_values_beside', null),
        (4, 13, 13, 'phone', 1, 'too_many_values_beside', null),
        (5, 14, 14, 'phone', 1, null, null),
        (1, 15, 15, 'phone', 1, null, null), (4, 15, 99, 'phone', 1, null, null)
    ) as t (record_key, identifier_key, link_key, identifier_kind, strength, refused_reason,
        first_seen_at);
    create table intermediate.int_identity_components as from (values
        (1, 1), (2, 1), (3, 1), (4, 1), (5, 2)) as t (record_key, least_strength);
    create table intermediate.int_identity_signals as from (values
        (1, 11, 'email', 'anna@mail.example'), (2, 11, 'email', 'anna@mail.example'),
        (2, 12, 'phone', '+33180000100'), (3, 12, 'phone', '+33180000100')
    ) as t (record_key, identifier_key, identifier_kind, identifier_value);
    create table intermediate.int_identity_decisions
        (decision_id text, decision text, record_key bigint, identifier_key bigint)
"""


@pytest.fixture
def build(tmp_path: Path) -> Path:
    file = tmp_path / "shop.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(TABLES)
    return file


def test_a_chain_goes_from_record_to_record(build: Path) -> None:
    assert explain(build, ["shop:a", "till:order:c"]) == [
        "shop:a and till:order c are customer 1.",
        "  shop:a - email a…a@mail.example, since 2024-01-01 - till:b",
        "  till:b - phone +3…00 - till:order c",
    ]


def test_strangers_and_what_keeps_them_apart(build: Path) -> None:
    assert explain(build, ["shop:a", "shop:d"]) == [
        "shop:a is customer 1, shop:d is customer 4.",
        "  They share phone, which is no link: too_many_values_beside.",
        "  They share phone, which is no link: outside_window.",
    ]
    assert explain(build, ["shop:a", "shop:e"])[1] == "  They share no identifier."


def test_one_record(build: Path) -> None:
    assert explain(build, ["shop:a"]) == [
        "shop:a is customer 1, with 3 records in all.",
        "  email a…a@mail.example, since 2024-01-01: links",
        "  phone: no link: too_many_values_beside",
        "  phone: links",
    ]


def test_a_link_that_a_limit_took_is_none(build: Path) -> None:
    assert explain(build, ["shop:e"])[1] == "  phone: no link: limit_of_group"


@pytest.mark.parametrize("name", ["shop:nobody", "shop", "", "shop:o'hara"])
def test_a_record_that_is_not_there(build: Path, name: str) -> None:
    with pytest.raises(WarehouseError, match="write system:id"):
        explain(build, [name])


def test_no_build_and_a_build_without_identity(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="There is no build"):
        explain(tmp_path / "none.duckdb", ["shop:a"])
    duckdb.connect(str(tmp_path / "old.duckdb")).close()
    with pytest.raises(WarehouseError, match="has no identity yet"):
        explain(tmp_path / "old.duckdb", ["shop:a"])


def test_values_are_masked() -> None:
    assert masked("anna.bell@gmail.com") == "a…l@gmail.com"
    assert masked("abc") == "…"
