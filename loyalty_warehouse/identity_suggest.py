"""Records that may be one customer though no identifier says so: a list for a person to judge.

Splink (an extra of this package) compares records of different customers by what never links on its
own: names, birth date, postal code, street. How much an agreement tells is learned from the records
that identifiers have linked already. Nothing is merged: who agrees copies the row into the seed
identity_decisions. The list holds record ids, so it stays in the private build folder; the pairs
are kept in the build file, too, from which the next build makes the mart identity_suggestions.
"""

from __future__ import annotations

import csv
import logging
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import duckdb

from loyalty_warehouse.database import opened
from loyalty_warehouse.errors import WarehouseError

COMPARED = ("first_name", "last_name", "birth_date", "postal_code", "street_address")
RECORDS = """
    select cast(customer_map.customer_record_key as varchar) as record_key,
        customer_map.customer_id, customer_map.source_system, customer_map.record_type,
        customer_map.customer_record_id as record_id,
        nullif(lower(trim(records.first_name)), '') as first_name,
        nullif(lower(trim(records.last_name)), '') as last_name,
        cast(records.birth_date as varchar) as birth_date,
        nullif(upper(trim(records.postal_code)), '') as postal_code,
        nullif(lower(trim(records.street_address)), '') as street_address,
        phones.phone
    from intermediate.int_customer_map as customer_map
    join conformed.customer_records as records using (customer_record_key)
    left join (
        select record_key, min(identifier_value) as phone
        from intermediate.int_identity_signals where identifier_kind = 'phone' group by record_key
    ) as phones on customer_map.customer_record_key = phones.record_key
    where not coalesce(records.is_deleted, false)"""
"""Phones are used to find pairs only: as evidence, a number is left to the rules."""
BEST = """
    select * from {predictions} where customer_id_l <> customer_id_r
    qualify row_number() over (
        partition by least(customer_id_l, customer_id_r), greatest(customer_id_l, customer_id_r)
        order by match_weight desc, record_key_l, record_key_r) = 1"""
SUGGESTED = """
    select 's' || row_number() over (order by match_weight desc, record_key_l, record_key_r),
        'link', one.source_system, one.record_type, one.record_id, other.source_system,
        other.record_type, other.record_id, null, null, null, null,
        format('match weight {{:.1f}}, probability {{:.4f}}', match_weight, match_probability),
        cast(record_key_l as bigint), cast(record_key_r as bigint),
        concat_ws(', ', {compared}), nullif(concat_ws(', ', {agreeing}), ''),
        match_weight, match_probability
    from ({best}) as best
    join records as one on best.record_key_l = one.record_key
    join records as other on best.record_key_r = other.record_key
    order by match_weight desc, record_key_l, record_key_r"""
PAIRS = """
    create schema if not exists suggestions;
    create or replace table suggestions.record_pairs (
        record_key bigint, other_record_key bigint, compared_fields varchar,
        agreeing_fields varchar, match_weight double, match_probability double,
        suggested_on date)"""


@dataclass(frozen=True)
class Suggestion:
    """A row of the seed identity_decisions that waits for somebody to decide."""

    decision_id: str
    decision: str
    source_system: str
    record_type: str
    record_id: str
    other_source_system: str
    other_record_type: str
    other_record_id: str
    identifier_kind: None
    identifier_value: None
    decided_on: None
    decided_by: None
    note: str
    record_key: int
    """From here on what the mart tells, and no decision does."""
    other_record_key: int
    compared_fields: str
    agreeing_fields: str | None
    match_weight: float
    match_probability: float


def suggest(build_file: Path, least_probability: float = 0.5) -> list[Suggestion]:
    """The best pair of records of every two customers that may be one, most likely first.

    Empty where names, dates and addresses have nothing to be learned from. Raises WarehouseError if
    there is no build or Splink is not installed.
    """
    if not build_file.exists():
        raise WarehouseError(f"There is no build at {build_file}: run `warehouse build`.")
    with opened(build_file, read_only=True) as connection:
        try:
            records = connection.execute(RECORDS).to_arrow_table()
        except duckdb.CatalogException as error:
            raise WarehouseError(
                f"{build_file} has no identity yet: run `warehouse build`."
            ) from error
    with duckdb.connect() as connection:
        connection.register("told", records)
        connection.execute("create table records as from told")
        # What all records lack cannot be compared.
        compared = [name for name in COMPARED if _is_learnable(connection, name)]
        if not {"first_name", "last_name"} <= set(compared):
            return []
        predictions = _predictions(connection, compared, least_probability)
        query = SUGGESTED.format(
            best=BEST.format(predictions=predictions),
            compared=_names(compared, "best.gamma_{0} >= 0"),
            agreeing=_names(compared, "best.gamma_{0} > 0"),
        )
        return [Suggestion(*row) for row in connection.execute(query).fetchall()]


def write(found: list[Suggestion], file: Path) -> None:
    """Write the suggestions as CSV with the columns of the seed identity_decisions."""
    columns = [column.name for column in fields(Suggestion)]
    columns = columns[: columns.index("record_key")]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(columns)
        lines.writerows([getattr(one, column) for column in columns] for one in found)


def keep(found: list[Suggestion], build_file: Path) -> None:
    """Leave the pairs in the build file, in place of those of the last search."""
    with opened(build_file) as connection:
        connection.execute(PAIRS)
        row = connection.execute("select max(as_of_date) from intermediate.int_as_of").fetchone()
        assert row is not None
        pairs = [
            (
                *(one.record_key, one.other_record_key, one.compared_fields),
                *(one.agreeing_fields, one.match_weight, one.match_probability, row[0]),
            )
            for one in found
        ]
        if pairs:
            connection.executemany(
                "insert into suggestions.record_pairs values (?, ?, ?, ?, ?, ?, ?)", pairs
            )


def _names(columns: list[str], condition: str) -> str:
    """SQL that names the columns for which a condition holds."""
    return ", ".join(f"case when {condition.format(name)} then '{name}' end" for name in columns)


def _is_learnable(connection: duckdb.DuckDBPyConnection, column: str) -> bool:
    """Whether two records of one customer have the column, so that its weight can be learned."""
    row = connection.execute(
        f"select 1 from records where {column} is not null "
        "group by customer_id having count(*) > 1 limit 1"
    ).fetchone()
    return row is not None


def _predictions(
    connection: duckdb.DuckDBPyConnection, compared: list[str], least_probability: float
) -> str:
    """The name of the table in which Splink has left the pairs with their weights."""
    try:
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    except ImportError as error:
        raise WarehouseError(
            "Suggestions need Splink: install it with pip install splink==5.0.0 (the extra "
            "`suggest` of this package)."
        ) from error
    logging.getLogger("splink").setLevel(logging.ERROR)  # its advice shows names of people
    blocks = [("last_name", "substr(first_name, 1, 2)"), ("phone", "last_name")]
    blocks += [("phone", "first_name")]
    if "birth_date" in compared:
        blocks.append(("birth_date", "substr(last_name, 1, 1)"))
    if "postal_code" in compared:
        blocks.append(("postal_code", "first_name"))
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_key",
        probability_two_random_records_match=_share_of_pairs(connection),
        comparisons=[_comparison(name) for name in compared],
        blocking_rules_to_generate_predictions=[block_on(*names) for names in blocks],
        additional_columns_to_retain=["customer_id"],
    )
    database = DuckDBAPI(connection=connection)
    linker = Linker(database.register("records"), settings, log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_m_from_label_column("customer_id")
    found = linker.inference.predict(threshold_match_probability=least_probability)
    return str(found.physical_name)


def _comparison(column: str) -> Any:
    """How values of a column are compared."""
    import splink.comparison_library as library

    if column in ("first_name", "last_name"):
        return library.JaroWinklerAtThresholds(column, [0.92, 0.8]).configure(
            term_frequency_adjustments=True
        )
    if column == "street_address":
        return library.LevenshteinAtThresholds(column, [2])
    return library.ExactMatch(column)


def _share_of_pairs(connection: duckdb.DuckDBPyConnection) -> float:
    """Of all pairs of records, how many are known to be one customer."""
    row = connection.execute(
        """select sum(n * (n - 1)) / nullif(sum(n) * (sum(n) - 1), 0)
        from (select count(*) as n from records group by customer_id)"""
    ).fetchone()
    assert row is not None
    return min(max(float(row[0] or 0), 1e-9), 0.5)
