"""Grades are computed: every fault that is injected lowers them, and they say why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from workspace import PROJECT

from loyalty_warehouse import history
from loyalty_warehouse.grade_facts import read_facts, write_grades
from loyalty_warehouse.grades import (
    FAULTS,
    Facts,
    Finding,
    Grade,
    MartState,
    faults_table,
    grade,
    summary,
)
from loyalty_warehouse.lineage import Lineage, expected_states, lineages
from loyalty_warehouse.results import NOTHING_READS, CheckResult

MART = Lineage(
    mart="rfm_current",
    tables=frozenset({"till.tickets", "mail.sends", "mail.lists", "web.visits"}),
    row_tables=frozenset({"till.tickets", "mail.sends"}),
    column_tables=frozenset({"till.tickets", "mail.sends", "mail.lists"}),
    entities={"orders": 2, "refunds": 3, "message_events": 2},
    fills={
        "order_count": frozenset({"orders"}),
        "last_opened_at": frozenset({"message_events"}),
        "first_at": frozenset({"orders", "message_events"}),
    },
    may_be_null=frozenset({"first_brand"}),
    elsewhere=frozenset({"coupons", "fct_tickets", "desk.ticket", "desk"}),
    looked_up=frozenset({"identity_signals", "desk.user"}),
    read_words={"till": frozenset({"total", "card"})},
)
GOOD = Facts(
    raw_rows={
        **{"till.tickets": 10_000, "mail.sends": 2_000, "mail.lists": 100, "web.visits": 90_000},
        **{"desk.ticket": 500, "desk.user": 500},
    },
    delivered={"orders": ("till",), "refunds": ("till",), "message_events": ("mail",)},
    days_behind={("till", "orders"): 0, ("till", "refunds"): 12, ("mail", "message_events"): 3},
    marts={"rfm_current": MartState(900)},
)
ORDER = "ABCDEF"


def check(model: str | None, severity: str, status: str) -> CheckResult:
    """A result of a check named after its model."""
    values: dict[str, Any] = {"severity": severity, "status": status, "layer": "conformed"}
    return CheckResult(
        run_id="r",
        shop="s",
        check_name=f"check_of_{model}",
        kind="dbt_test",
        model=model,
        failures=1,
        measured_value=None,
        threshold=None,
        seconds=0.1,
        checked_at=datetime(2026, 1, 1, tzinfo=UTC),
        **values,
    )


def graded(**changes: Any) -> Grade:
    return grade(MART, replace(GOOD, **changes))


def test_a_mart_without_a_fault_is_an_a() -> None:
    assert graded() == Grade("rfm_current", "A", "usable", "", 0.0, 0, 0, "", "")


FAULTY: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a failed check of a raw table": (
        {"checks": (check("till.tickets", "error", "fail"),)},
        *("F", "no", "failed: check_of_till.tickets (till.tickets)"),
    ),
    "a check that could not run": (
        {"checks": (check("int_valid_orders", "error", "error"),)},
        *("F", "no", "failed: check_of_int_valid_orders"),
    ),
    "a failed reconciliation": (
        {"checks": (check("reconciliations", "error", "fail"),)},
        *("F", "no", "failed: check_of_reconciliations"),
    ),
    "a warning": (
        {"checks": (check("orders", "warn", "warn"),)},
        *("B", "with care", "warned: check_of_orders (orders)"),
    ),
    "a warning of a whole system": (
        {"checks": (check("mail", "warn", "warn"),)},
        *("B", "with care", "warned: check_of_mail (mail)"),
    ),
    "three warnings": (
        {"checks": tuple(check(name, "warn", "warn") for name in ("orders", "mail", "till"))},
        *("C", "with care", "check_of_mail"),
    ),
    "1 % refused": (
        {"quarantined": {"till.tickets": 100}},
        *("B", "usable", "100 of 10,000 rows of till.tickets are quarantined"),
    ),
    "3 % of the smaller table refused": (
        {"quarantined": {"till.tickets": 20, "mail.sends": 60}},
        *("C", "with care", "60 of 2,000 rows of mail.sends are quarantined"),
    ),
    "10 % refused": (
        {"quarantined": {"till.tickets": 1_000}},
        *("D", "with care", "1,000 of 10,000 rows"),
    ),
    "30 % refused": ({"quarantined": {"till.tickets": 3_000}}, "F", "no", "3,000 of 10,000"),
    "10 % odd": (
        {"flagged": {"till.tickets": 1_000}},
        *("B", "usable", "1,000 of 10,000 rows of till.tickets are flagged"),
    ),
    "a column that went": (
        {
            "findings": {
                "till.tickets": (Finding("till.tickets.card is empty from 2025-01-01 on", "card"),)
            }
        },
        *("B", "with care", "till.tickets.card is empty from 2025-01-01 on"),
    ),
    "an entity with a finding": (
        {"findings": {"till.orders": (Finding("till.orders has no exchange rate for 2 in USD"),)}},
        *("B", "with care", "till.orders has no exchange rate for 2 in USD"),
    ),
    "nobody delivers, columns are null": (
        {
            "delivered": {"orders": ("till",), "refunds": ("till",)},
            "marts": {"rfm_current": MartState(900, ("first_brand", "last_opened_at"), 12)},
        },
        *(
            "B",
            "with care",
            "nobody delivers message_events, so in every row is null: last_opened_at",
        ),
    ),
    "nobody delivers, nothing to compute": (
        {
            "delivered": {"orders": ("till",), "refunds": ("till",)},
            "marts": {"rfm_current": MartState(0)},
        },
        *("F", "no", "nobody delivers message_events"),
    ),
    "empty though delivered": (
        {"marts": {"rfm_current": MartState(0)}},
        *("C", "with care", "it has no row though somebody delivers message_events, orders"),
    ),
    "a system that stopped": (
        {"days_behind": {("till", "orders"): 0, ("mail", "message_events"): 9}},
        *("B", "with care", "mail has delivered no message_events for the last 9 days"),
    ),
    "a system that stopped long ago": (
        {"days_behind": {("till", "orders"): 0, ("mail", "message_events"): 90}},
        *("D", "with care", "mail has delivered no message_events for the last 90 days"),
    ),
    "an entity that is silent while its system goes on": (
        {"days_behind": {("till", "orders"): 0, ("till", "refunds"): 120}},
        *("D", "with care", "till has delivered no refunds for the last 120 days"),
    ),
    "an answer that is null in every row": (
        {"marts": {"rfm_current": MartState(900, ("rate", "is_worth_it", "first_brand"), 12)}},
        *("C", "with care", "in every row is null: rate, is_worth_it"),
    ),
    "not built": ({"marts": {}}, "F", "no", "it was not built in this run"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_fault_lowers_the_grade_and_is_named(fault: str) -> None:
    changes, letter, usable, reason = FAULTY[fault]
    found = graded(**changes)
    assert (found.grade, found.usable) == (letter, usable)
    assert reason in found.reasons


@pytest.mark.parametrize("fault", FAULTY)
def test_a_second_fault_never_raises_the_grade(fault: str) -> None:
    changes, letter, *_ = FAULTY[fault]
    checks = (*changes.get("checks", ()), check("orders", "warn", "warn"))
    flagged = {"mail.sends": 1_000}
    found = graded(**{**changes, "checks": checks, "flagged": flagged})
    assert ORDER.index(found.grade) >= ORDER.index(letter)
    assert found.grade != "A"


def test_what_lies_elsewhere_does_not_count() -> None:
    found = graded(
        checks=(check("fct_tickets", "error", "fail"), check("desk", "warn", "warn")),
        quarantined={"desk.ticket": 400},
        findings={"desk.ticket": (Finding("desk.ticket.brand is empty from 2025-01-01 on"),)},
        days_behind={("desk", "tickets"): 400},
    )
    assert (found.grade, found.reasons) == ("A", "")


def test_missing_entities_without_a_null_column_are_told_but_cost_nothing() -> None:
    found = graded(delivered={"orders": ("till",), "refunds": ("till",)})
    assert (found.grade, found.missing_entities) == ("A", "message_events")


def test_a_null_column_that_a_delivered_entity_should_fill_is_no_fault_of_the_missing() -> None:
    found = graded(
        delivered={"orders": ("till",), "refunds": ("till",)},
        marts={"rfm_current": MartState(900, ("order_count", "first_brand"), 12)},
    )
    assert (found.grade, found.reasons) == ("B", "in every row is null: order_count")


def test_what_reaches_the_mart_by_its_customers_alone_costs_nothing() -> None:
    """Who somebody is, and what day it is, is asked by all marts."""
    late = check("desk.user", "warn", "warn")
    assert graded(checks=(late,), quarantined={"desk.user": 100}).grade == "A"
    assert graded(checks=(replace(late, severity="error", status="fail"),)).grade == "F"


def test_what_only_fills_columns_costs_one_point_and_what_is_far_upstream_none() -> None:
    quarantined = {"mail.lists": 30, "web.visits": 4_000}
    late = (check("mail.lists", "warn", "warn"), check("web.visits", "warn", "warn"))
    assert graded(quarantined={"web.visits": 4_000}, checks=late[1:]).grade == "A"
    found = graded(checks=late, quarantined={**quarantined, "mail.lists": 3})
    assert (found.grade, found.usable) == ("B", "usable")
    assert found.reasons == "warned: check_of_mail.lists (mail.lists)"
    found = graded(quarantined=quarantined)
    assert (found.grade, found.usable) == ("D", "with care"), "so much costs as much anywhere"
    assert found.reasons == "30 of 100 rows of mail.lists are quarantined"


def test_raw_tables_of_one_entity_are_weighed_together() -> None:
    """Nine of ten orders come from the till."""
    found = graded(
        raw_rows={"till.tickets": 10_000, "mail.sends": 1_000},
        quarantined={"mail.sends": 30},
        row_entity={"till.tickets": "orders", "mail.sends": "orders"},
    )
    assert found.grade == "A"


def test_six_of_fourteen_stores_are_no_small_fault() -> None:
    stores = Lineage(
        "dim_stores",
        tables=frozenset({"till.store"}),
        row_tables=frozenset({"till.store"}),
        entities={"stores": 1},
    )
    facts = Facts(
        raw_rows={"till.store": 14},
        quarantined={"till.store": 6},
        row_entity={"till.store": "stores"},
        delivered={"stores": ("till",)},
        marts={"dim_stores": MartState(8)},
    )
    found = grade(stores, facts)
    assert (found.grade, found.usable) == ("F", "no")
    assert grade(stores, replace(facts, quarantined={"till.store": 2})).grade == "B"


def test_what_nothing_reads_costs_nothing() -> None:
    new = replace(check("till.tickets", "warn", "warn"), check_name=f"new_column_a{NOTHING_READS}")
    gone = Finding("till.tickets.printer is empty from 2025-01-01 on", "printer")
    assert graded(checks=(new,), findings={"till.tickets": (gone,)}).grade == "A"


def test_a_mart_without_a_row_may_say_why() -> None:
    told = replace(MART, rows_from=("orders",), if_empty="nobody came back")
    found = grade(told, replace(GOOD, marts={"rfm_current": MartState(0)}))
    assert (found.grade, found.reasons) == ("C", "it has no row: nobody came back")


def test_an_empty_mart_blames_the_nearest_of_the_missing_entities() -> None:
    found = graded(delivered={"orders": ("till",)}, marts={"rfm_current": MartState(0)})
    assert found.reasons == "nobody delivers message_events"
    assert found.missing_entities == "message_events, refunds"


def test_an_empty_mart_does_not_blame_what_is_far_upstream() -> None:
    delivered = {"orders": ("till",), "message_events": ("mail",)}
    found = graded(delivered=delivered, marts={"rfm_current": MartState(0)})
    assert (found.grade, found.missing_entities) == ("C", "refunds")


def test_a_few_refused_rows_of_a_small_table_are_a_small_fault() -> None:
    found = graded(raw_rows={"till.tickets": 50}, quarantined={"till.tickets": 4})
    assert (found.grade, found.usable) == ("B", "usable")
    assert found.quarantined_share == pytest.approx(4 / 50)


def test_every_line_of_the_table_can_be_reached_and_gets_worse_upwards() -> None:
    for name in {fault.name for fault in FAULTS}:
        lines = [fault for fault in FAULTS if fault.name == name]
        assert [line.above for line in lines] == sorted((x.above for x in lines), reverse=True)
        assert [line.points for line in lines] == sorted((x.points for x in lines), reverse=True)


def test_the_guide_shows_the_table_of_faults() -> None:
    assert faults_table() in (PROJECT / "docs" / "quality.md").read_text(encoding="utf-8")


def test_the_summary_counts_letters_and_names_what_needs_care() -> None:
    barred = replace(graded(marts={}), mart="dim_stores")
    warned = graded(checks=(check("orders", "warn", "warn"),))
    assert summary([graded(), graded(), warned, barred]) == (
        "grades: 2 A, 1 B, 1 F (with care: rfm_current; not usable: dim_stores)"
    )
    assert summary([]) == "grades: no mart"


def column(name: str, needs: list[str] | None) -> SimpleNamespace:
    meta = {} if needs is None else {"needs": needs}
    return SimpleNamespace(name=name, meta={}, config=SimpleNamespace(meta=meta))


def node(path: str, *parents: str, **columns: list[str] | None) -> SimpleNamespace:
    """A model of the manifest, by its path from the folder of models; columns with meta.needs."""
    fqn = ["project", *path.split("/")]
    return SimpleNamespace(
        name=fqn[-1],
        fqn=fqn,
        resource_type="model",
        depends_on=SimpleNamespace(nodes=list(parents)),
        config=SimpleNamespace(meta={}),
        columns={name: column(name, needs) for name, needs in columns.items()},
    )


def test_lineage_follows_references_to_the_raw_tables() -> None:
    models = [
        node("staging/till/base_till__tickets", "source.till.tickets"),
        node("staging/desk/base_desk__ticket", "source.desk.ticket"),
        node("conformed/orders", "base_till__tickets"),
        node("conformed/tickets", "base_desk__ticket"),
        node("intermediate/int_as_of", "orders"),
        node("marts/core/fct_orders", "orders", "int_as_of"),
        node("marts/care/fct_tickets", "tickets", "int_as_of"),
        node("quality/raw_counts", "base_till__tickets"),
    ]
    sources = {
        f"source.{name}.{table}": SimpleNamespace(source_name=name, name=table)
        for name, table in (("till", "tickets"), ("desk", "ticket"))
    }
    manifest = SimpleNamespace(nodes={each.name: each for each in models}, sources=sources)
    orders, tickets = lineages(manifest)
    assert orders.mart == "fct_orders"
    assert orders.tables == {"till.tickets"}
    assert orders.entities == {"orders": 1}
    assert orders.elsewhere == {
        *("base_desk__ticket", "tickets", "fct_tickets"),
        *("desk.ticket", "desk"),
    }
    assert tickets.tables == {"desk.ticket"}
    assert tickets.entities == {"tickets": 1}
    assert tickets.concerns("orders"), "what day it is depends on the orders"
    assert not tickets.is_made_from("orders") and tickets.is_made_from("desk.ticket")
    assert tickets.row_tables == {"desk.ticket"}
    assert tickets.concerns("raw_counts") and tickets.concerns(None)


def test_lineage_tells_which_entities_fill_a_column() -> None:
    models = [
        node("conformed/orders", ordered_at=None, brand=None, valid_to=None),
        node("conformed/refunds", refunded_at=None, brand=None),
        node("conformed/customer_records", age_band=None),
        node("intermediate/int_orders", "orders", "refunds"),
        node(
            "marts/core/fct_orders",
            *("int_orders", "customer_records"),
            **dict.fromkeys(["brand", "age_band", "historic_refund_amount", "is_valid"]),
            last_touch_at=["refunds"],
            valid_to=[],
        ),
    ]
    (mart,) = lineages(SimpleNamespace(nodes={each.name: each for each in models}, sources={}))
    assert mart.entities == {"orders": 2, "refunds": 2, "customer_records": 1}
    assert mart.fills == {
        "brand": {"orders", "refunds"},
        "age_band": {"customer_records"},
        "historic_refund_amount": {"refunds"},
        "last_touch_at": {"refunds"},
        "is_valid": frozenset(),
        "valid_to": frozenset(),
    }
    assert mart.nearest() == ["customer_records"]


def test_what_is_missing_tells_the_state_of_a_mart_before_it_is_built() -> None:
    """By the same rules that the grades blame it for afterwards."""
    fills = {"brand": frozenset({"orders"}), "refunded_at": frozenset({"refunds"})}
    entities = {"consents": 1, "orders": 2, "refunds": 3}
    told = Lineage("churn_flags", entities=entities, fills=fills, rows_from=("orders",))
    untold = Lineage("churn_flags", entities=entities, fills=fills)
    cases: list[tuple[str, ...]] = [(), ("consents",), ("refunds",), ("orders", "refunds")]
    found = {
        missing: expected_states([told], {name: ["till"] for name in {*entities} - {*missing}})
        for missing in cases
    }
    assert {key: [(x.state, x.lacks, x.columns) for x in each] for key, each in found.items()} == {
        (): [("complete", (), ())],
        ("consents",): [("complete", (), ())],
        ("refunds",): [("columns null", ("refunds",), ("refunded_at",))],
        ("orders", "refunds"): [("empty", ("orders",), ())],
    }
    assert told.blamed({"consents", "orders"}) == ["orders"]
    assert untold.blamed({"consents", "orders"}) == ["consents"]
    assert not untold.is_empty_without({"consents"})
    assert untold.is_empty_without({"consents", "orders", "refunds"})


BUILT = """
create schema quality;
create table quality.raw_counts as
select
    'till' as source_system, 'tickets' as raw_table, 'orders' as entity,
    100 as raw_row_count, 7 as quarantined_row_count;
create table quality.flagged_rows as
select 'till' as source_system, 'tickets' as entity from range(3);
create table quality.raw_findings as
select
    'till' as source_system, 'tickets' as raw_table,
    'it went' as description, 'card' as column_name;
create table quality.freshness as
select 'till' as source_system, 'orders' as entity, 2 as days_behind;
create schema marts;
create table marts.fct_orders as select 1 as order_key, null::date as refund_date;
create table marts.fct_old as select 1 as order_key;
"""


def test_facts_are_read_from_the_build_and_grades_written_into_it(tmp_path: Path) -> None:
    file, nowhere = tmp_path / "shop.duckdb", tmp_path / "none.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(BUILT)
    run_id = history.begin_run(file, nowhere, "shop", "build", "f")
    facts = read_facts(file, (), {"till": ["orders"]}, [Lineage("fct_orders")])
    assert facts.raw_rows == {"till.tickets": 100}
    assert facts.quarantined == {"till.tickets": 7}
    assert facts.row_entity == {"till.tickets": "orders"}
    assert facts.flagged == {"till.tickets": 3}
    assert facts.findings == {"till.tickets": (Finding("it went", "card"),)}
    assert facts.delivered == {"orders": ("till",)}
    assert facts.days_behind == {("till", "orders"): 2}
    assert facts.marts == {"fct_orders": MartState(1, ("refund_date",), 2)}
    for _ in range(2):
        write_grades(file, "shop", run_id, [graded()])
    with duckdb.connect(str(file)) as connection:
        rows = connection.sql("select run_id, mart, grade, is_stale from quality.grades").fetchall()
    assert rows == [(run_id, "rfm_current", "A", False)]


def test_a_run_that_stopped_early_leaves_nothing_to_read(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    history.begin_run(file, tmp_path / "none.duckdb", "shop", "build", "f")
    assert read_facts(file, (), {}, []) == Facts()
