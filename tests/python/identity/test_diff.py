"""`warehouse identity diff`: says what a decision would do, and changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from slim import command_project
from workspace import PROJECT, SHOP, Done, Workspace, rows

from loyalty_warehouse.identity_diff import REMEMBER, Diff, Move
from loyalty_warehouse.identity_tables import show

Command = Callable[..., Done]
DECISIONS = Path("seeds/identity_decisions.csv")
DIFF = ("identity", "diff", "--shop", SHOP)
BUYERS = """
    select customer_map.customer_record_id, customer_map.customer_id, order_count,
        historic_net_amount
    from marts.clv_customers join intermediate.int_customer_map as customer_map using (customer_id)
    where order_count > 1 order by customer_record_id limit 2"""


@pytest.fixture
def decide() -> Iterator[Callable[..., None]]:
    """Writes decisions into the seed of the project that the tests share, which is put back."""
    seed = command_project() / DECISIONS

    def write(*lines: str) -> None:
        head = (PROJECT / DECISIONS).read_text()
        seed.write_text(head + "".join(f"{line}\n" for line in lines))

    yield write
    write()


def digest(workspace: Workspace) -> list[str]:
    files = (workspace.build_file, workspace.published_file)
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def test_a_decision_is_weighed_before_it_is_taken(
    workspace: Workspace, command: Command, decide: Callable[..., None], tmp_path: Path
) -> None:
    (one, first, *_), (other, second, *_) = buyers = rows(workspace.build_file, BUYERS)
    before = digest(workspace)
    decide(f"d1,link,{SHOP},customer,{one},{SHOP},customer,{other},,,2024-01-01,me,same person")
    done = command(*DIFF, "--output", str(tmp_path / "moves.json"))
    assert done.code == 0, done.text
    assert "manual_link" in done.text
    found = json.loads((tmp_path / "moves.json").read_text())
    (move,) = found["moves"]
    assert {move["previous_customer_id"], move["customer_id"]} == {first, second}
    (gone,) = [buyer for buyer in buyers if buyer[1] == move["previous_customer_id"]]
    assert (move["record_count"], move["order_count"]) == (1, gone[2])
    assert move["net_amount"] == str(gone[3])
    assert (move["event_type"], move["decision_id"]) == ("manual_link", "d1")
    assert found["customers_after"] == found["customers_before"] - 1
    assert digest(workspace) == before
    assert not list(workspace.build_file.parent.glob(".*-identity-*"))

    decide(f"d1,join,{SHOP},customer,{one},{SHOP},customer,{other},,,2024-01-01,me,same person")
    done = command(*DIFF, "--rules-only")
    assert done.code == 1
    assert "identity_decisions, d1: write link, unlink or refuse as decision." in done.text
    assert digest(workspace) == before


def test_revenue_is_less_what_was_refunded() -> None:
    with duckdb.connect() as connection:
        connection.execute("""
            create schema marts; create schema intermediate;
            create table marts.fct_orders as
                select * from (values (1, 7, 50.00, 20.00, true), (2, 7, 30.00, null, true),
                    (3, 7, 10.00, null, false))
                    as orders (order_key, customer_id, net_amount, refunded_amount, is_valid);
            create table intermediate.int_customer_map
                (customer_record_key bigint, customer_id bigint);
            create table intermediate.int_identity_events (event_batch bigint)""")
        connection.execute(REMEMBER)
        told = connection.execute("select order_key, net_amount from identity_before.orders")
        assert [(key, str(net)) for key, net in told.fetchall()] == [(1, "30.00"), (2, "30.00")]


def test_without_a_build_there_is_nothing_to_compare_with(fresh: Workspace) -> None:
    done = fresh.run(*DIFF)
    assert done.code == 2
    assert f"There is no build of {SHOP} to compare with" in done.text
    done = fresh.run(*DIFF, "--output", "moves.txt")
    assert done.code == 2
    assert "ends neither in .csv nor in .json" in done.text


def test_ids_and_events_are_whole_in_80_columns() -> None:
    """Ids of 19 digits, the longest name of an event and of a reason."""
    told = ("manual_unlink", 6206560105639651781, 5206560105639651781, 12, 1234)
    move = Move(*told, Decimal("123456.78"), "payment_card", "d1", "too_many_values_beside")
    found = Diff((move,), 2, 2, 0, 0, 0, 0)
    out = Console(width=80, file=StringIO())
    show(out, found, "EUR")
    assert isinstance(out.file, StringIO)
    shown = out.file.getvalue()
    words = (*map(str, told[:3]), "1,234", "123,456.78", "payment_card d1")
    assert all(f" {word} " in shown for word in words)
