"""A row lost or doubled, or a changed cent, shows on its day, where rows are split up too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from .build import TABLES, Rows, Sample, make_sample

CENT = Decimal("0.01")
SPLIT = {
    ("pos", "order_lines"): (
        "order_line_key",
        "net_amount",
        """select lines.order_line_key, cast(orders.ordered_at as date) as day, lines.net_amount
        from conformed.order_lines as lines join conformed.orders using (order_key)
        where lines.source_system = 'pos'""",
    ),
    ("shopify", "refunds"): (
        "refund_key",
        "refund_amount",
        """select refund_key, cast(refunded_at as date) as day, refund_amount
        from conformed.refunds where source_system = 'shopify'""",
    ),
}
"""Entities that hold a part of their raw tables: key, amount, and the day of each row."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A small shop, built as far as the reconciliation."""
    sample = make_sample(tmp_path_factory.mktemp("days"), customers=60, months=6, seed=1)
    sample.dbt(*TABLES, "--select", "+reconciliation")
    return sample


def test_every_day_of_the_shop_reconciles(shop: Sample) -> None:
    assert conformed_differences(shop) == staged_differences(shop) == []
    dated = """select distinct source_system, entity from quality.reconciliation
        where conformed_row_count > 0 and business_date is not null"""
    assert len(shop.ask(dated)) >= 28


def test_taxes_of_the_web_shop_are_split_as_its_lines_tell(shop: Sample) -> None:
    landed = f"""select "order".id, round(sum(tax_line.price), 2)::decimal(18, 2) as of_goods,
            any_value("order".total_tax)::decimal(18, 2) - of_goods as of_shipping
        from '{shop.raw}/shopify/tax_line/*.parquet' as tax_line
        join (select distinct id, order_id from '{shop.raw}/shopify/order_line/*.parquet')
            as order_line on tax_line.order_line_id = order_line.id
        join (select distinct id, total_tax from '{shop.raw}/shopify/order/*.parquet') as "order"
            on order_line.order_id = "order".id
        group by "order".id"""
    told = shop.ask(
        f"""select tax_amount = of_goods and shipping_tax_amount = of_shipping,
            of_shipping between 0 and shipping_amount, of_shipping > 0, count(*)
        from ({landed}) as landed join conformed.orders on orders.order_id = landed.id::varchar
        where source_system = 'shopify' group by all order by 3"""
    )
    assert [row[:3] for row in told] == [(True, True, False), (True, True, True)]
    assert min(row[3] for row in told) > 20


def test_damage_to_conformed_rows_shows_on_their_days(shop: Sample) -> None:
    expected: Rows = []
    with duckdb.connect(str(shop.database)) as connection:
        for (system, entity), (key, amount, dated) in SPLIT.items():
            chosen = one_row_of_three_days(connection, dated)
            for damage, (row, day, worth) in zip(DAMAGES, chosen, strict=True):
                for statement in damage[0]:
                    connection.execute(
                        statement.format(table=f"conformed.{entity}", key=key, amount=amount), [row]
                    )
                expected.append((system, entity, day, damage[1], damage[1] * worth + damage[2]))
    shop.dbt("run", "--select", "entity_days", "reconciliation")
    assert conformed_differences(shop) == sorted(expected)


def test_damage_to_staged_rows_shows_on_their_days(shop: Sample) -> None:
    expected: Rows = []
    dated = """select line_id, cast(sold_at as date) as day, net_amount
        from staging.base_pos__ticket_line where quarantine_reasons is null"""
    with duckdb.connect(str(shop.database)) as connection:
        chosen = one_row_of_three_days(connection, dated)
        for damage, (row, day, worth) in zip(DAMAGES, chosen, strict=True):
            for statement in damage[0]:
                filled = {"table": "staging.base_pos__ticket_line", "key": "line_id"}
                connection.execute(statement.format(amount="net_amount", **filled), [row])
            expected.append(("pos", "ticket_line", day, damage[1], damage[1] * worth + damage[2]))
    shop.dbt("run", "--select", "raw_days", "reconciliation")
    assert staged_differences(shop) == sorted(expected)


DAMAGES: tuple[tuple[tuple[str, ...], int, Decimal], ...] = (
    (("delete from {table} where {key} = ?",), -1, Decimal(0)),
    (("insert into {table} select * from {table} where {key} = ?",), 1, Decimal(0)),
    (("update {table} set {amount} = {amount} + 0.01 where {key} = ?",), 0, CENT),
)
"""What is done to a row, by how many rows its day is wrong then, and by how many cents beside."""


def one_row_of_three_days(connection: duckdb.DuckDBPyConnection, dated: str) -> list[Any]:
    """Key, day and amount of a row of each of three days."""
    return connection.execute(
        f"""select * from ({dated}) as dated (key, day, amount)
        qualify row_number() over (partition by day order by key) = 1 order by day limit 3"""
    ).fetchall()


def conformed_differences(sample: Sample) -> Rows:
    """System, entity and day on which entity and staged rows differ, and by how much."""
    return sample.ask(
        """select source_system, entity, business_date, conformed_row_count - staged_row_count,
            coalesce(conformed_amount, 0) - coalesce(staged_amount, 0) as amount
        from quality.reconciliation
        where conformed_row_count <> staged_row_count
            or (staged_amount is not null and conformed_amount <> staged_amount)
        order by all"""
    )


def staged_differences(sample: Sample) -> Rows:
    """The same of the raw tables and what staging made of them."""
    return sample.ask(
        """select source_system, raw_table, business_date,
            staged_row_count + quarantined_row_count - raw_row_count,
            staged_amount + quarantined_amount - raw_amount
        from quality.reconciliation
        where staged_row_count + quarantined_row_count <> raw_row_count
            or staged_amount + quarantined_amount <> raw_amount
        order by all"""
    )
