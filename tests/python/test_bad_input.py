"""Bad input: each failure says what to do, ends with its exit code and leaves what is published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from workspace import SHOP, Done, Workspace, held, one, rows

Command = Callable[..., Done]
BUILD = ("build", "--shop", SHOP)


def assert_refused(workspace: Workspace, command: Command, code: int, *says: str) -> None:
    """The build ends with the code, says all of that, and the published file is untouched."""
    before = workspace.published_bytes()
    done = command(*BUILD)
    assert done.code == code, done.text
    for text in says:
        assert text in done.text
    assert "Traceback" not in done.text
    assert workspace.published_bytes() == before


def test_missing_file(workspace: Workspace, command: Command) -> None:
    workspace.purchases.unlink()
    assert_refused(
        workspace,
        command,
        1,
        f"cdnow_sample.purchases: the file {workspace.purchases} is missing",
        "run `warehouse load cdnow-sample`",
    )


def test_missing_folder(workspace: Workspace, command: Command) -> None:
    workspace.purchases.parent.rename(workspace.root / "elsewhere")
    assert_refused(workspace, command, 1, f"the folder {workspace.purchases.parent} does not exist")


def test_missing_column(workspace: Workspace, command: Command) -> None:
    workspace.rewrite_purchases("select * exclude (dollar_value) from purchases")
    assert_refused(
        workspace,
        command,
        1,
        f"cdnow_sample.purchases: {workspace.purchases} has no column dollar_value",
        "run `warehouse load cdnow-sample`",
    )


def test_file_of_another_schema(workspace: Workspace, command: Command) -> None:
    workspace.rewrite_purchases("select 1 as product_id, 'music' as department")
    assert_refused(
        workspace,
        command,
        1,
        "is a file of another table: it has the columns product_id, department",
    )


def test_column_of_another_type(workspace: Workspace, command: Command) -> None:
    workspace.rewrite_purchases(
        "select * replace (dollar_value::double as dollar_value) from purchases"
    )
    assert_refused(
        workspace, command, 1, "of another type (dollar_value is DOUBLE instead of VARCHAR)"
    )


def test_file_that_is_not_parquet(workspace: Workspace, command: Command) -> None:
    workspace.purchases.write_text("customer_id,date\n1,19970101\n", encoding="utf-8")
    assert_refused(workspace, command, 1, f"{workspace.purchases} is not a readable table")


def test_empty_table(workspace: Workspace, command: Command) -> None:
    workspace.rewrite_purchases("select * from purchases where false")
    assert_refused(
        workspace, command, 1, "The raw gate of cdnow_sample failed", "nothing was published"
    )
    failed = rows(
        workspace.build_file,
        "select layer, model from quality.check_results where status in ('fail', 'error') "
        "and run_id = (select max(run_id) from quality.runs)",
    )
    assert ("raw", "cdnow_sample.purchases") in failed


def test_a_table_that_lost_most_of_its_rows(workspace: Workspace, command: Command) -> None:
    workspace.rewrite_purchases("select * from purchases where _line <= 12")
    assert_refused(
        workspace, command, 1, "cdnow_sample.purchases: holds 12 rows", "6,919", "--allow-shrink"
    )
    done = command("build", "--shop", SHOP, "--allow-shrink")
    assert done.code == 0, done.text
    assert one(workspace.published_file, "select count(*) from marts.fct_orders") == 12


def test_most_amounts_are_text(workspace: Workspace, command: Command) -> None:
    workspace.rewrite_purchases(
        "select * replace (if(_line % 2 = 0, 'n/a', dollar_value) as dollar_value) from purchases"
    )
    assert_refused(workspace, command, 1, "The raw gate of cdnow_sample failed")


BAD_ROWS = """
    select * replace (
        if(_line = 7, 'twelve', dollar_value) as dollar_value,
        if(_line = 8, null, _line) as _line,
        if(_line = 9, null, customer_id) as customer_id
    ) from purchases
    union all
    select * replace ('99.00' as dollar_value) from purchases where _line = 10"""
REASONS = {
    ("7", "not_a_number:dollar_value"),
    (None, "null_key:_line"),
    ("9", "null_key:customer_id"),
    ("10", "duplicate_key:_line"),
}


def test_bad_rows_are_quarantined_with_their_reasons(
    workspace: Workspace, command: Command
) -> None:
    """Bad rows do not stop a shop: they are counted, kept for a look, and everything adds up."""
    workspace.rewrite_purchases(BAD_ROWS)
    before = workspace.published_bytes()
    done = command(*BUILD)
    assert done.code == 0, done.text
    assert workspace.published_bytes() != before
    published = workspace.published_file
    summary = rows(published, "select entity, reason, row_count from quality.quarantine_summary")
    assert sorted(summary) == sorted(("purchases", reason, 1) for _, reason in REASONS)
    kept = rows(workspace.build_file, "select raw_key, reasons from quality.quarantined_rows")
    assert len(kept) == len(REASONS) and set(kept) == REASONS
    unequal = "select count(*) from quality.reconciliations where difference <> 0"
    assert one(published, unequal) == 0
    landed = one(
        published,
        "select value_before::bigint from quality.reconciliations "
        "where border = 'raw_to_staging' and measure = 'rows'",
    )
    orders = one(published, "select count(*) from marts.fct_orders")
    assert (landed, orders) == (6920, 6916)


def test_next_good_input_just_builds(workspace: Workspace, command: Command) -> None:
    good = workspace.purchases.read_bytes()
    workspace.purchases.write_text("broken", encoding="utf-8")
    assert command(*BUILD).code == 1
    workspace.purchases.write_bytes(good)
    done = command(*BUILD, "--force")
    assert done.code == 0, done.text


@pytest.mark.parametrize("variable", ["WAREHOUSE_BUILD_PATH", "WAREHOUSE_PUBLISHED_PATH"])
def test_unwritable_folder(variable: str, workspace: Workspace) -> None:
    """Below a regular file nobody can create a folder, not even root."""
    before = workspace.published_bytes()
    below = workspace.root / "file"
    below.touch()
    done = workspace.run(*BUILD, "--force", **{variable: str(below / "folder")})
    assert done.code == 2
    assert f"The folder {below / 'folder'} cannot be written (Not a directory)" in done.text
    assert workspace.published_bytes() == before


def test_unwritable_raw_folder(tmp_path: Path, fresh: Workspace) -> None:
    (tmp_path / "file").touch()
    done = fresh.run("load", "cdnow-sample", WAREHOUSE_RAW_PATH=str(tmp_path / "file" / "raw"))
    assert done.code == 2
    assert "cannot be written (Not a directory)" in done.text


@pytest.mark.parametrize("verb", ["build", "check", "publish"])
def test_locked_build_file(verb: str, workspace: Workspace, command: Command) -> None:
    before = workspace.published_bytes()
    with held(workspace.build_file) as holder:
        force = ["--force"] if verb == "build" else []
        done = command(verb, "--shop", SHOP, *force)
    assert done.code == 2
    assert f"{workspace.build_file} is in use by process {holder}: close it there" in done.text
    assert workspace.published_bytes() == before


def test_damaged_build_file_is_set_aside(workspace: Workspace, command: Command) -> None:
    """The build starts anew and the history comes back from the published file."""
    runs_before = rows(workspace.published_file, "select run_id from quality.runs")
    workspace.build_file.write_bytes(b"not a database" * 1000)
    done = command(*BUILD, "--force")
    assert done.code == 0, done.text
    runs = rows(workspace.published_file, "select run_id from quality.runs order by started_at")
    assert runs[:-1] == runs_before
    assert len(list(workspace.build_file.parent.glob(f"{SHOP}.duckdb.damaged-*"))) == 1


def test_a_day_before_the_first_order_is_answered_with_that_order(command: Command) -> None:
    done = command("build", "--shop", SHOP, "--as-of", "1990-01-01", "--no-publish")
    assert done.code == 1
    assert (
        "orders_exist_by_as_of (orders): 1 failures: the first order is of 1997-01-01: ask for "
        "that day or later, or leave --as-of out" in done.text
    )
