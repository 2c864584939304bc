"""Publishing: one atomic step, readers undisturbed, nothing private, nothing that did not pass."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from workspace import SHOP, Done, Workspace, held, one, rows

Command = Callable[..., Done]
BUILD = ("build", "--shop", SHOP)

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("select max(as_of_date) from marts.rfm_current").fetchone()[0], flush=True)
for query in sys.stdin:
    print(connection.execute(query).fetchone()[0], flush=True)
"""


@contextmanager
def reader(file: Path) -> Iterator[Callable[[str], str]]:
    """Another process that keeps a file open and answers queries on it."""
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()

        def ask(query: str) -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(query + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield ask
        process.stdin.close()


def test_old_reader_keeps_a_consistent_view(workspace: Workspace, command: Command) -> None:
    """Also of tables it reads for the first time after the swap; a new reader sees the new file."""
    published = workspace.published_file
    orders = one(published, "select count(*) from marts.fct_orders")
    clv = one(published, "select sum(historic_net_amount) from marts.clv_customers")
    inode = published.stat().st_ino
    with reader(published) as ask:
        done = command(*BUILD, "--as-of", "1997-09-30")
        assert done.code == 0, done.text
        assert published.stat().st_ino != inode
        assert ask("select max(as_of_date) from marts.rfm_current") == "1998-06-30"
        assert ask("select count(*) from marts.fct_orders") == str(orders)
        assert ask("select sum(historic_net_amount) from marts.clv_customers") == str(clv)
        with reader(published) as new:
            assert new("select max(as_of_date) from marts.rfm_current") == "1997-09-30"


def test_build_never_locks_the_published_file(workspace: Workspace) -> None:
    """New readers come and go during a whole build, and one that holds it for writing is no bar."""
    process = subprocess.Popen(
        [sys.executable, "-m", "loyalty_warehouse", *BUILD, "--force"],
        env={**os.environ, **workspace.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    reads = 0
    while process.poll() is None:
        with duckdb.connect(str(workspace.published_file), read_only=True) as connection:
            found = connection.execute("select count(*) from marts.fct_orders").fetchone()
        assert found == (6919,)
        reads += 1
        time.sleep(0.02)
    assert process.returncode == 0
    assert reads > 50


def test_published_file_held_for_writing_by_another_process(
    workspace: Workspace, command: Command
) -> None:
    before = workspace.published_file.stat().st_ino
    with held(workspace.published_file):
        done = command("publish", "--shop", SHOP)
    assert done.code == 0, done.text
    assert workspace.published_file.stat().st_ino != before


def test_marts_and_quality_only_and_nothing_private(workspace: Workspace) -> None:
    tables = rows(
        workspace.published_file,
        "select table_schema, table_name from information_schema.tables order by all",
    )
    assert {schema for schema, _ in tables} == {"marts", "quality"}
    private = [("quality", "flagged_rows"), ("quality", "quarantined_rows")]
    assert ("quality", "quarantine_summary") in tables
    built = rows(
        workspace.build_file,
        "select table_schema, table_name from information_schema.tables "
        "where table_schema in ('marts', 'quality') order by all",
    )
    assert set(private) <= set(built)
    assert [name for name in built if name not in private] == tables


def test_every_row_and_every_comment_is_copied(workspace: Workspace) -> None:
    names = rows(
        workspace.published_file,
        "select format('{}.{}', table_schema, table_name) from information_schema.tables",
    )
    with duckdb.connect() as connection:
        connection.execute(f"attach '{workspace.build_file}' as built (read_only)")
        connection.execute(f"attach '{workspace.published_file}' as published (read_only)")
        for (name,) in names:
            for one_way in (("built", "published"), ("published", "built")):
                query = " except all ".join(f"(from {side}.{name})" for side in one_way)
                assert connection.execute(query).fetchall() == [], name
        comments = (
            "select schema_name, table_name, column_name, comment from duckdb_columns() "
            "where database_name = ? and schema_name in ('marts', 'quality') "
            "and table_name not in ('flagged_rows', 'quarantined_rows') order by all"
        )
        built = connection.execute(comments, ["built"]).fetchall()
        assert built == connection.execute(comments, ["published"]).fetchall()
        assert all(comment for *_, comment in built)


def test_built_but_not_published_until_asked(workspace: Workspace, command: Command) -> None:
    before = workspace.published_bytes()
    assert command(*BUILD, "--as-of", "1997-09-30", "--no-publish").code == 0
    assert workspace.published_bytes() == before
    done = command("publish", "--shop", SHOP)
    assert done.code == 0, done.text
    as_of = "select max(as_of_date)::varchar from marts.rfm_current"
    assert one(workspace.published_file, as_of) == "1997-09-30"


def test_a_build_that_failed_or_was_cut_off_is_not_publishable(
    workspace: Workspace, command: Command
) -> None:
    before = workspace.published_bytes()
    for status in ("failed", "running"):
        with duckdb.connect(str(workspace.build_file)) as connection:
            connection.execute(
                "insert into quality.runs by name select * replace (run_id || ? as run_id, "
                "started_at + interval 1 second as started_at, ? as status) "
                "from quality.runs order by started_at desc limit 1",
                [status, status],
            )
        done = command("publish", "--shop", SHOP)
        assert done.code == 2
        assert "did not pass every gate" in done.text
        assert workspace.published_bytes() == before


def test_left_over_temporary_files_go(workspace: Workspace, command: Command) -> None:
    folder = workspace.published_file.parent
    for name in (f".{SHOP}.duckdb.123.tmp", f".{SHOP}.duckdb.123.tmp.wal"):
        (folder / name).write_bytes(b"half")
    assert command("publish", "--shop", SHOP).code == 0
    assert [file.name for file in folder.iterdir()] == [f"{SHOP}.duckdb"]


def test_customer_ids_come_back_from_the_published_file(
    workspace: Workspace, command: Command
) -> None:
    """Without the build file, even those of records that the raw data has no more."""
    gone = "(1, -1, 'mint', -1, 'whole', -1, date '1997-01-01')"
    log = "select event_batch, record_key, customer_id, registration_number from {} order by all"
    with duckdb.connect(str(workspace.published_file)) as connection:
        connection.execute(
            "insert into marts.identity_events (event_batch, record_key, event_type, customer_id, "
            f"group_state, registration_number, as_of_date) values {gone}"
        )
        before = connection.execute(log.format("marts.identity_events")).fetchall()
    workspace.build_file.unlink()
    done = command(*BUILD, "--force")
    assert done.code == 0, done.text
    assert rows(workspace.build_file, log.format("intermediate.int_identity_events")) == before
    assert rows(workspace.published_file, log.format("marts.identity_events")) == before
