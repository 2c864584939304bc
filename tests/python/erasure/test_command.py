"""`warehouse erase` from the raw file to the published one, on a small real shop."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from conftest import Command
from workspace import SHOP, Done, Workspace, one, rows

from loyalty_warehouse.erasure import cli as its_words
from loyalty_warehouse.erasure import run as erasure
from loyalty_warehouse.erasure.aggregates import figures as its_figures
from loyalty_warehouse.erasure.on_spark import check_screened
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.fingerprint import fingerprint
from loyalty_warehouse.settings import Paths, Shop

FIGURES = {
    "retention_periods": "select * from marts.retention_periods order by all",
    "cohort_retention": "select * from marts.cohort_retention order by all",
    "growth_accounting": "select * from marts.growth_accounting order by all",
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
    with duckdb.connect(str(workspace.published_file), read_only=True) as connection:
        compared = {name.removeprefix("fct_") for name in its_figures(connection)}
    assert compared == set(FIGURES)
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

    # On Spark, too: its log of identity is a Spark test's; its tables are played by copies.
    assert "Nothing waits for Spark" in command("erase", "--spark", "--shop", SHOP).text
    old = copied(workspace, "old")
    with monkeypatch.context() as patch:
        patch.setattr(its_words, "renew_log", lambda *_: None)
        done = command("erase", f"{SHOP}:{second}", "--shop", SHOP, "--yes", "--spark")
    assert_erased(done, workspace, str(first), str(second))
    assert figures(workspace) == before
    found = command("erase", "--prove", str(old), "--shop", SHOP)
    assert found.code == 1 and "int_identity_records, keys in column record_key" in found.text
    assert str(second) not in found.text
    new = copied(workspace, "new")
    nowhere, logs = str(workspace.root / "nowhere"), workspace.root / "logs-of-spark"
    assert "There is no" in command("erase", "--prove", nowhere, "--shop", SHOP).text
    logs.mkdir()
    assert "no Parquet file" in command("erase", "--prove", str(logs), "--shop", SHOP).text

    # The same data once more: screened before anything reads them.
    workspace.purchases.write_bytes(raw)
    with pytest.raises(WarehouseError, match="warehouse erase --screen"):
        check_screened(workspace.paths, [SHOP])
    assert "--screen" in command("erase", "--prove", str(new), "--shop", SHOP).text
    done = command("erase", "--screen", "--shop", SHOP)
    assert done.code == 0 and f"{SHOP}.purchases" in done.text
    check_screened(workspace.paths, [SHOP])
    periods = next(new.rglob("retention_periods/*.parquet"))
    kept = (workspace.root / "erasure" / "on_spark.json").read_bytes()
    alone = command("erase", "--prove", str(periods), "--shop", SHOP)
    assert alone.code == 0, alone.text
    (workspace.root / "erasure" / "on_spark.json").write_bytes(kept)
    done = command("erase", "--prove", str(new), "--prove", str(logs), "--shop", SHOP)
    assert done.code == 0 and "Proof" in done.text
    assert not (workspace.root / "erasure" / "on_spark.json").exists()
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


def copied(workspace: Workspace, name: str) -> Path:
    """The tables of the build as Spark keeps them: a folder a schema, a folder a table."""
    place = workspace.root / name
    with duckdb.connect(str(workspace.build_file), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()")
        for schema, table in tables.fetchall():
            file = place / f"{SHOP}_{schema}.db" / table / "part-0.parquet"
            file.parent.mkdir(parents=True)
            connection.execute(f"copy {schema}.{table} to '{file}' (format parquet)")
    return place


def _cut_off(*_: object) -> None:
    raise RuntimeError("cut off")


def test_triangles_count_but_those_by_what_may_have_to_go() -> None:
    digests = []
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.cohort_triangles as select * from (values ('overall', 1), "
            "('coupon_code', 1), ('acquisition', 1)) as t (dimension, order_count)"
        )
        for dimension in ("nothing", "coupon_code", "acquisition", "overall"):
            connection.execute(
                "update marts.cohort_triangles set order_count = 2 where dimension = ?", [dimension]
            )
            digests.append(its_figures(connection))
    assert [*map(set, digests)] == [{"cohort_triangles"}] * 4
    assert digests[0] == digests[1] == digests[2] != digests[3]


def test_mistakes_end_in_a_sentence(command: Command) -> None:
    unknown = command("erase", f"{SHOP}:nobody", "--shop", SHOP)
    assert unknown.code == 2 and "There is no record" in unknown.text
    assert "Traceback" not in unknown.text
    assert command("erase", "--shop", SHOP).code == 2
    assert "no interrupted erasure" in command("erase", "--resume").text


@pytest.mark.parametrize(
    ("now", "changed"), [("{code}-new", "raw files"), ("new-{data}", "code or settings")]
)
def test_what_changed_since_the_build_is_named(
    command: Command, monkeypatch: pytest.MonkeyPatch, now: str, changed: str
) -> None:
    def changed_one(paths: Paths, shop: Shop) -> str:
        code, data = fingerprint(paths, shop).split("-")
        return now.format(code=code, data=data)

    monkeypatch.setattr(erasure, "fingerprint", changed_one)
    told = command("erase", f"{SHOP}:4", "--shop", SHOP)
    assert told.code == 2
    assert f"The build of {SHOP} is not of the {changed} as they are now: run" in told.text
