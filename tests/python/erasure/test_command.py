"""`warehouse erase` from the raw file to the published one, on a small real shop."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command
from workspace import SHOP, Done, Workspace, one, rows

from loyalty_warehouse.erasure import run as erasure

FIGURES = {
    "retention_periods": "select * from marts.retention_periods order by all",
    "cohort_retention": "select * from marts.cohort_retention order by all",
    "orders by month": """
        select date_trunc('month', order_date), count(*), count(distinct customer_id),
            sum(net_amount)
        from marts.fct_orders group by all order by all""",
}
BUYER = """
    select customer_record_id from intermediate.int_customer_map
    where customer_id in (
        select customer_id from marts.fct_orders group by all having count(*) > 3)
    order by all limit 2"""


def figures(workspace: Workspace) -> dict[str, object]:
    return {name: rows(workspace.published_file, query) for name, query in FIGURES.items()}


def mentions(file: Path, record: str) -> int:
    """Orders of a buyer in a DuckDB file of the shop."""
    query = f"select count(*) from marts.fct_orders where customer_record_id = '{record}'"
    return int(str(one(file, query)))


def test_two_erasures_a_reload_and_an_interruption(
    workspace: Workspace, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = workspace.purchases.read_bytes()
    before = figures(workspace)
    (first,), (second,) = rows(workspace.build_file, BUYER)

    told = command("erase", f"{SHOP}:{first}", "--shop", SHOP)
    assert told.code == 0 and "Nothing was changed" in told.text
    assert workspace.purchases.read_bytes() == raw

    # Cut off after the raw file was rewritten: nothing builds until it has gone on.
    with monkeypatch.context() as patch:
        patch.setattr(erasure, "renew", _cut_off)
        with pytest.raises(RuntimeError):
            command("erase", f"{SHOP}:{first}", "--shop", SHOP, "--yes")
    assert command("build", "--shop", SHOP).code == 2
    done = command("erase", "--resume")
    assert_erased(done, workspace, str(first))
    assert figures(workspace) == before
    assert "erased already" in command("erase", f"{SHOP}:{first}", "--shop", SHOP).text

    done = command("erase", f"{SHOP}:{second}", "--shop", SHOP, "--yes")
    assert_erased(done, workspace, str(first), str(second))
    assert figures(workspace) == before

    # The same data once more: screened before anything reads them.
    workspace.purchases.write_bytes(raw)
    assert command("build", "--shop", SHOP, "--force").code == 0
    assert_erased(Done(0, "Proof"), workspace, str(first), str(second))
    assert figures(workspace) == before


def assert_erased(done: Done, workspace: Workspace, *records: str) -> None:
    assert done.code == 0, done.text
    assert "Proof" in done.text
    for record in records:
        assert mentions(workspace.build_file, record) == 0
        assert mentions(workspace.published_file, record) == 0
    tombstones = one(
        workspace.published_file,
        "select count(*) from marts.identity_events where event_type = 'erase'",
    )
    assert tombstones == len(records)
    assert not (workspace.root / "erasure" / "pending.json").exists()


def _cut_off(*_: object) -> None:
    raise RuntimeError("cut off")


def test_mistakes_end_in_a_sentence(command: Command) -> None:
    unknown = command("erase", f"{SHOP}:nobody", "--shop", SHOP)
    assert unknown.code == 2 and "There is no record" in unknown.text
    assert "Traceback" not in unknown.text
    assert command("erase", "--shop", SHOP).code == 2
    assert "no interrupted erasure" in command("erase", "--resume").text
