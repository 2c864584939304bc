"""docs/own-data.md is followed to the letter: its files are written and its shop is built."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
import yaml
from project import Project, copy_project, messages
from workspace import PROJECT

GUIDE = PROJECT / "docs" / "own-data.md"
TICKETS = """
    select * from (values
        ('T1', 'C7', '2024-03-31 01:30:00', '10.00', null),
        ('T2', 'C7', '2024-03-31 03:30:00', '20.50', null),
        ('T3', null, '2024-04-01 09:00:00', '5.00', null),
        ('T3', null, '2024-04-01 09:00:00', '5.00', null),
        ('T4', 'C8', 'noon', 'ten', null),
        ('T5', 'C7', '2024-04-02 10:00:00', '-4.00', 'T1'),
        ('T6', 'C8', '2024-04-02 11:00:00', '-3.00', null),
        (null, 'C8', '2024-04-01 12:00:00', '7.00', null)
    ) as tickets (number, card, sold_at, total, original)
"""


def blocks() -> dict[str, str]:
    """The code blocks of the guide by the file that the text before them names last."""
    found: dict[str, str] = {}
    name, inside = "", False
    for line in GUIDE.read_text().splitlines():
        if line.startswith("```"):
            inside = line in ("```sql", "```yaml")
        elif inside:
            found[name] = found.get(name, "") + line + "\n"
        else:
            names = re.findall(r"`([\w/.]+\.(?:sql|yml))`", line)
            name = names[0] if names else name
    return found


@pytest.fixture
def acme(tmp_path: Path) -> Project:
    """The project with the guide's files and eight raw tickets."""
    project = copy_project(tmp_path / "project")
    folder = "models/staging/acme"
    for name, text in blocks().items():
        if name == "dbt_project.yml":
            settings = (project.root / name).read_text()
            project.write(name, settings.replace("    staging:\n", f"    staging:\n{text}"))
        elif name.startswith(("shops/", "models/")):
            project.write(name, text)
        else:
            project.write(f"{folder}/{name}", text)
    raw = project.root / "raw" / "acme"
    raw.mkdir(parents=True)
    duckdb.sql(TICKETS).write_parquet(str(raw / "tickets.parquet"))
    return project


def test_the_guide_builds_a_shop(acme: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_RAW_PATH", str(acme.root / "raw"))
    shop = yaml.safe_load((acme.root / "shops/acme.yml").read_text())
    done = acme.run("build", "--exclude-resource-type", "unit_test", variables=shop)
    assert done.success, messages(done)
    with duckdb.connect(str(acme.database)) as connection:
        orders = connection.sql(
            "select order_id, cast(ordered_at as varchar), net_amount, customer_id is null"
            " from marts.fct_orders order by order_id"
        ).fetchall()
        refused = connection.sql(
            "select raw_key, reasons from quality.quarantined_rows order by raw_key"
        ).fetchall()
        refunds = connection.sql(
            "select order_id, refund_date::varchar, refund_amount::double from marts.fct_refunds"
        ).fetchall()
        refunded = connection.sql(
            "select refunded_amount::double from marts.fct_orders order by order_id"
        ).fetchall()
        row = connection.sql(
            "select row_json from quality.quarantined_rows where raw_key = 'T4'"
        ).fetchall()
    assert [(order, at, float(net), walk_in) for order, at, net, walk_in in orders] == [
        ("T1", "2024-03-31 00:30:00", 10.0, False),
        ("T2", "2024-03-31 01:30:00", 20.5, False),
        ("T3", "2024-04-01 07:00:00", 5.0, True),
    ]
    assert refused == [
        ("T3", "duplicate_key:number"),
        ("T4", "not_a_timestamp:sold_at;not_a_number:total"),
        ("T6", "negative_amount:total"),
        (None, "null_key:number"),
    ]
    assert refunds == [("T1", "2024-04-02", 4.0)]
    assert [amount for (amount,) in refunded] == [4.0, 0.0, 0.0]
    assert row == [('{"number":"T4","card":"C8","sold_at":"noon","total":"ten","original":null}',)]
