"""Plugging in: docs/connect.md is followed to the letter, and what did not land is named."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import duckdb
import pytest
import yaml
from project import Project, copy_project, messages
from rich.console import Console
from workspace import PROJECT, rows

from loyalty_warehouse import connect
from loyalty_warehouse.connect_docs import write_docs
from loyalty_warehouse.connect_lineage import whole_shop
from loyalty_warehouse.connect_show import show
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.grade_facts import mart_states, read_facts
from loyalty_warehouse.grades import Grade, grade
from loyalty_warehouse.lineage import lineages
from loyalty_warehouse.outline import read_outline
from loyalty_warehouse.settings import Paths

GUIDE = PROJECT / "docs" / "connect.md"
ORDERS = """
    select * from (values
        ('N1', 'K7', timestamp '2024-03-30 23:30:00', 10.00, 'done'),
        ('N2', 'K7', timestamp '2024-05-02 10:00:00', 20.50, 'void'),
        ('N3', null, timestamp '2024-05-03 09:00:00', 5.00, 'done'),
        ('N3', null, timestamp '2024-05-03 09:00:00', 5.00, 'done'),
        ('N4', 'K8', timestamp '2024-05-04 09:00:00', -1.00, 'done'),
        (null, 'K8', timestamp '2024-05-04 09:00:00', 7.00, 'done')
    ) as orders (number, customer, placed_at, total, status)
"""
MAILS = """
    select * from (values
        ('M1', 'K7', 'sent', '2024-04-01 08:00:00', 'spring'),
        ('M2', 'K7', 'clicked', '2024-04-01T09:30:00Z', 'spring'),
        ('M3', 'K9', 'sent', 'yesterday', 'spring'),
        ('M4', 'K9', 'dreamt', '2024-04-02 08:00:00', 'spring')
    ) as mails (id, customer, what, happened_at, campaign)
"""


def section(title: str) -> str:
    """A section of the guide, by the first word of its heading."""
    parts = re.split(r"^## ", GUIDE.read_text(), flags=re.M)
    (found,) = [part for part in parts if part.startswith(title)]
    return found


def blocks(text: str) -> dict[str, str]:
    """The code blocks of a section by the file that the text before them names last."""
    found: dict[str, str] = {}
    name, inside = "", False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = line in ("```sql", "```yaml")
        elif inside:
            found[name] = found.get(name, "") + line + "\n"
        else:
            names = re.findall(r"`([\w/.]+\.(?:sql|yml))`", line)
            name = names[0] if names else name
    return found


def follow(project: Project, title: str) -> None:
    """Do what a section says: add to the files that are there, write the others."""
    anchors = {"dbt_project.yml": "    staging:\n"}
    for name, text in blocks(section(title)).items():
        file = project.root / name
        if name in anchors:
            anchor = anchors[name]
            project.write(name, file.read_text().replace(anchor, anchor + text))
        elif file.exists() and text.startswith(" "):
            project.write(name, file.read_text() + text)
        else:
            project.write(name, text)


def land(project: Project, **tables: str) -> None:
    """Write tables of the schema `sales` of the ERP's database."""
    with duckdb.connect(str(project.root / "erp.duckdb")) as connection:
        connection.execute("create schema if not exists sales")
        for name, query in tables.items():
            connection.execute(f"create or replace table sales.{name} as {query}")


def build(project: Project) -> None:
    shop = yaml.safe_load((project.root / "shops/erp.yml").read_text())
    done = project.run("build", "--exclude-resource-type", "unit_test", variables=shop)
    assert done.success, messages(done)


def paths_of(project: Project) -> Paths:
    root = project.root
    return Paths(root, root / "raw", root / "cache", root / "build", root / "published")


def states(report: connect.Report) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Entity or mart -> its state and what it lacks."""
    entities = {found.entity: (found.state, found.lacks) for found in report.entities}
    return entities | {found.mart: (found.state, found.lacks) for found in report.marts}


NEED_A_PAST = {
    "best_customer_traits",
    "churn_calibration",
    "churn_coefficients",
    "churn_score_backtest",
    "clv_backtest",
    "clv_calibration",
    "clv_history",
    "clv_parameters",
    "ghost_reactivations",
    "retention_sensitivity",
    "segment_value_retention",
    "value_segments",
    "win_back_value",
}
"""Marts that are empty for a young shop, whatever is delivered."""


def assert_marts_are(project: Project, report: connect.Report) -> None:
    """What the check foretold is what was built: empty marts, and columns that are null."""
    with duckdb.connect(str(project.database), read_only=True) as connection:
        built = mart_states(connection, [each.mart for each in report.marts])
    foretold = {each.mart: each for each in report.marts}
    assert {mart for mart, state in built.items() if not state.row_count} - NEED_A_PAST == {
        mart for mart, state in foretold.items() if state.state == "empty"
    }
    grades = graded(project)
    for mart, state in built.items():
        told, reasons = foretold[mart], grades[mart].reasons
        if state.row_count:
            assert set(told.columns) <= set(state.empty_columns), mart
            blamed = re.findall(r"nobody delivers (.+), so in every row is null", reasons)
            assert blamed == ([", ".join(told.lacks)] if told.lacks else []), mart
        elif told.state == "empty":
            assert reasons == f"nobody delivers {', '.join(told.lacks)}"
        else:
            assert reasons.startswith("it has no row"), mart


def graded(project: Project) -> dict[str, Grade]:
    """The grades of the build, without its quarantine: half of so few rows would bar all."""
    paths = paths_of(project)
    shop = yaml.safe_load((project.root / "shops/erp.yml").read_text())
    found = lineages(read_outline(paths, whole_shop(paths), lambda: pytest.fail("it was kept")))
    facts = replace(read_facts(project.database, (), shop["systems"], found), quarantined={})
    return {lineage.mart: grade(lineage, facts) for lineage in found}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return copy_project(tmp_path_factory.mktemp("connect") / "project", with_systems=["feedback"])


@pytest.fixture
def erp(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("ERP_DATABASE", str(project.root / "erp.duckdb"))
    return project


def test_only_orders(erp: Project) -> None:
    follow(erp, "C.")
    report = connect.check(paths_of(erp), "erp", "erp")
    (problem,) = report.problems
    assert re.search(r"^erp.orders: the database \S+erp.duckdb is not there: put it there", problem)
    land(erp, orders=ORDERS)
    report = connect.check(paths_of(erp), "erp", "erp")
    assert report.problems == []
    assert not paths_of(erp).build_file("erp").exists()
    found = states(report)
    assert found["orders"] == ("complete", ())
    assert found["message_events"] == ("not delivered", ())
    assert found["fct_sessions"] == ("empty", ("events",))
    assert found["dim_products"] == ("empty", ("products", "order_lines"))
    assert "orders" not in found["fct_orders"][1]
    (orders,) = report.deliveries
    assert orders.values is not None and orders.values.row_count == 6
    assert str(orders.values.newest) == "2024-05-04 09:00:00"
    assert orders.notes == ["number is required and is empty in 1 of 6 rows."]
    build(erp)
    assert_marts_are(erp, report)
    assert rows(
        erp.database,
        "select order_id, order_date::varchar, net_amount::double, customer_id is null, is_valid"
        " from marts.fct_orders order by order_id",
    ) == [
        ("N1", "2024-03-31", 10.0, False, True),
        ("N2", "2024-05-02", 20.5, False, False),
        ("N3", "2024-05-03", 5.0, True, True),
    ]
    assert rows(
        erp.database, "select raw_key, reasons from quality.quarantined_rows order by raw_key"
    ) == [("", "null_key:number"), ("N3", "duplicate_row"), ("N4", "negative_amount:total")]


def test_then_the_mails(erp: Project) -> None:
    follow(erp, "D.")
    report = connect.check(paths_of(erp), "erp", "erp")
    (problem,) = report.problems
    assert (
        problem.startswith("erp.mails: the table") and "is missing: land it, or correct" in problem
    )
    assert states(report)["message_events"] == ("left out", ("mails",))
    land(erp, mails=MAILS)
    report = connect.check(paths_of(erp), "erp", "erp")
    assert report.problems == []
    assert states(report)["message_events"] == ("complete", ())
    assert [finding.new for finding in report.findings] == [("campaign",), ()]
    build(erp)
    assert_marts_are(erp, report)
    assert rows(
        erp.database,
        "select message_event_id, event_type, occurred_at::varchar from conformed.message_events"
        " order by message_event_id",
    ) == [("M1", "sent", "2024-04-01 08:00:00"), ("M2", "clicked", "2024-04-01 09:30:00")]
    assert rows(
        erp.database,
        "select raw_key, reasons from quality.quarantined_rows where entity = 'mails' order by all",
    ) == [("M3", "not_a_timestamp:happened_at"), ("M4", "unknown_event:what")]
    assert rows(erp.database, "select count(*) from marts.fct_orders") == [(3,)]


def test_orders_without_a_row_stop_a_build_and_are_said_to(erp: Project) -> None:
    """After the e-mails landed: other tables have rows."""
    land(erp, orders=f"select * from ({ORDERS}) limit 0")
    report = connect.check(paths_of(erp), "erp", "erp")
    assert report.problems == [
        "erp.orders: orders are made from it and it has no row: land it again; no shop is built "
        "without orders."
    ]
    assert states(report)["orders"] == ("left out", ("orders (no row)",))
    assert states(report)["fct_orders"] == ("empty", ("orders",))
    said = report.notes[-1]
    assert said.startswith("erp delivers no orders. Without them ")
    assert {"clv_customers", "fct_orders", "rfm_current"} <= set(named_in(said))
    assert set(named_in(said)) == {
        each.mart for each in report.marts if each.state == "empty" and "orders" in each.lacks
    }
    land(erp, orders=ORDERS)
    assert not any("no orders" in note for note in connect.check(paths_of(erp), "erp").notes)


def test_a_system_that_sells_nothing_says_what_is_empty_without_orders(erp: Project) -> None:
    report = connect.check(paths_of(erp), "feedback")
    said = report.notes[-1]
    assert said.startswith(
        "feedback delivers no orders: a shop is built only if another of its systems delivers "
        "them. Without them "
    )
    assert {"churn_flags", "fct_orders"} <= set(named_in(said))
    told = shown(report)
    assert not [each.mart for each in report.marts if f" {each.mart}" not in told]
    assert not [name for each in report.marts for name in each.columns if f" {name}" not in told]
    assert not any("orders" in problem for problem in report.problems)
    erp.write("shops/answers.yml", "shop: answers\nsystems: {feedback: [survey_responses]}\n")
    with pytest.raises(WarehouseError, match="no system delivers orders"):
        connect.check(paths_of(erp), "feedback", "answers")


def shown(report: connect.Report) -> str:
    """What a terminal of 80 columns shows of it."""
    out = Console(width=80, file=StringIO())
    show(out, report)
    assert isinstance(out.file, StringIO)
    return out.file.getvalue()


def named_in(sentence: str) -> list[str]:
    """The marts that a sentence lists at its end."""
    return sentence.removesuffix(".").rpartition(" marts are empty: ")[2].split(", ")


def test_what_a_shop_no_longer_takes_is_gone_without_a_full_refresh(erp: Project) -> None:
    """After the build with e-mails; the model is incremental."""
    shop = yaml.safe_load((erp.root / "shops/erp.yml").read_text())
    shop["systems"]["erp"].remove("message_events")
    assert rows(erp.database, "select count(*) from conformed.message_events") == [(2,)]
    done = erp.run("run", "--select", "message_events", variables=shop)
    assert done.success, messages(done)
    assert rows(erp.database, "select count(*) from conformed.message_events") == [(0,)]


def test_a_missing_database_stops_only_the_shops_that_name_it(
    erp: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERP_DATABASE", "nowhere/erp.duckdb")
    shop = yaml.safe_load((erp.root / "shops/erp.yml").read_text())
    done = erp.run("run", "--select", "base_erp__orders", variables=shop)
    assert not done.success
    assert (
        "System 'erp' reads the database nowhere/erp.duckdb, which is not there: put it there, or "
        "correct `attach` in models/staging/erp/_erp__sources.yml." in messages(done)
    )
    other = {"shop": "cdnow", "systems": {"cdnow": ["orders"]}, "reporting_currency": "USD"}
    done = erp.run("run", "--select", "rfm_rules", "exchange_rates", variables=other)
    assert done.success, messages(done)


def test_a_system_of_ours_in_a_schema_of_its_own(erp: Project) -> None:
    """Section A, for a feedback service that lands in the schema `sales` too."""
    name = "models/staging/feedback/_feedback__sources.yml"
    settings = yaml.safe_load((erp.root / name).read_text())
    (source,) = settings["sources"]
    source["config"] = {"meta": {"attach": "{{ env_var('ERP_DATABASE', 'erp.duckdb') }}"}}
    source.update({"database": "erp_database", "schema": "sales"})
    erp.write(name, yaml.safe_dump(settings))
    land(erp, orders=ORDERS, response="select '1' as id, true as created_at, 7 as mood")
    report = connect.check(paths_of(erp), "feedback")
    assert any(problem.startswith("feedback.response: ") for problem in report.problems)
    by_table = {finding.table.table: finding for finding in report.findings}
    assert by_table["response"].new == ("mood",)
    assert by_table["response"].retyped == ("created_at",)
    assert by_table["review"].found is None and not by_table["review"].sentences
    assert states(report)["survey_responses"][0] == "left out"


def test_the_tables_of_the_guide_say_what_the_yaml_says() -> None:
    assert write_docs(Paths.from_environment(), check_only=True), "run `warehouse connect docs`"
