"""The `warehouse` command: help, refusals in one sentence, what it skips and what it reports."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from workspace import PROJECT, SHOP, Done, Workspace, one, rows

from loyalty_warehouse import cli
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import Paths
from loyalty_warehouse.shops import load_shop

Command = Callable[..., Done]
VERBS = ("load", "build", "check", "publish", "status")


def test_help_lists_every_verb(fresh: Workspace) -> None:
    done = fresh.run("--help")
    assert done.code == 0
    for verb in VERBS:
        assert re.search(rf"│ {verb} ", done.text)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself_with_an_example(verb: str, fresh: Workspace) -> None:
    done = fresh.run(verb, "--help")
    assert done.code == 0
    assert f"Example: warehouse {verb}" in done.text


def test_help_and_status_import_neither_dbt_nor_great_expectations() -> None:
    code = (
        "import sys, loyalty_warehouse.cli, loyalty_warehouse.status, loyalty_warehouse.pipeline;"
        "print([m for m in ('dbt', 'great_expectations', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


REFUSED = {
    ("load", "cdnaw"): "There is no data set 'cdnaw': use cdnow, cdnow-sample, complete-journey",
    ("build",): "Name a shop with --shop: cdnow, cdnow_sample, complete_journey, sample.",
    ("build", "--shop", "nowhere"): "There is no shop 'nowhere': add shops/nowhere.yml, or use",
    ("build", "--shop", SHOP, "--as-of", "1997-02-30"): "--as-of is '1997-02-30', which is not a",
    ("build", "--shop", SHOP, "--as-of", "30.9.1997"): "write it as YYYY-MM-DD",
    ("check", "--shop", SHOP): f"There is no build of {SHOP} to check: run `warehouse build",
    ("publish", "--shop", SHOP): "run `warehouse build` first",
}


@pytest.mark.parametrize("arguments", REFUSED)
def test_refusal_is_one_sentence(arguments: tuple[str, ...], fresh: Workspace) -> None:
    done = fresh.run(*arguments)
    assert done.code == 2
    assert REFUSED[arguments] in done.text
    assert len(done.text.strip().splitlines()) == 1
    assert done.text.startswith("Error: ")


SHOP_FILES = {
    "systems: {cdnow: [orders]}\ntimezone: UTC": "has the unknown key 'timezone': write time_zone.",
    "systems: {cdnow: [orders]}\nfoo: 1": "has the unknown key 'foo': use shop, systems,",
    "systems: {cdnow: [orders]}\ntime_zone: Mars/Base": "unknown time_zone 'Mars/Base': write an",
    "systems: {cdnow: [orders]}\nreporting_currency: euro": "reporting_currency 'euro': write an",
    "systems: {cdnow: [orders]}\nas_of: yesterday": "as_of of shops/mine.yml is 'yesterday'",
    "systems: {cdnow: [orders]}\ninvalid_order_reasons: [bad]": "write a list of any of cancelled",
    "systems: {tills: [orders]}": "names the system 'tills', but models/staging/tills does not",
    "systems: {cdnow: orders}": "systems.cdnow is not a list of entities",
    "systems: {cdnow: [order]}": (
        "names the entity 'order', which does not exist: use flagged_rows, orders."
    ),
    "systems: {cdnow: [orders]}\nas_of: 2020-31-31": "is not readable YAML",
    "systems: []": "names no systems",
    "systems: {cdnow: []}": "no system delivers orders, without which there",
    "shop: yours\nsystems: {cdnow: [orders]}": "says shop: yours; write shop: mine.",
    "- cdnow": "is not a list of settings",
    "systems: {": "is not readable YAML",
}


@pytest.mark.parametrize("content", SHOP_FILES)
def test_shop_file_that_cannot_be(content: str, tmp_path: Path) -> None:
    (tmp_path / "shops").mkdir()
    (tmp_path / "models/staging/cdnow").mkdir(parents=True)
    (tmp_path / "models/staging/cdnow/cdnow__orders.sql").touch()
    (tmp_path / "models/conformed").mkdir()
    (tmp_path / "models/conformed/orders.sql").touch()
    (tmp_path / "shops/mine.yml").write_text(content, encoding="utf-8")
    paths = Paths(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path)
    with pytest.raises(WarehouseError) as refusal:
        load_shop(paths, "mine")
    assert SHOP_FILES[content] in str(refusal.value)
    assert "shops/mine.yml" in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize("name", ["cdnow", "cdnow_sample", "complete_journey"])
def test_own_shop_files_are_good(name: str) -> None:
    shop = load_shop(Paths.from_environment(), name, "1997-09-30")
    assert (shop.name, shop.as_of) == (name, "1997-09-30")


def test_folder_without_a_project(fresh: Workspace, tmp_path: Path) -> None:
    done = fresh.run("status", WAREHOUSE_PROJECT_PATH=str(tmp_path))
    assert (done.code, "holds no dbt_project.yml" in done.text) == (2, True)


def test_full_disk_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cli, "app", fill)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    told = capsys.readouterr().err
    assert told.startswith("Error: the disk is full; nothing was published.")
    assert told.endswith("run this again (an erasure: with --resume).\n")


def test_status_before_anything_is_built(fresh: Workspace) -> None:
    done = fresh.run("status")
    assert (done.code, done.text.strip()) == (
        0,
        "Nothing is built yet: run `warehouse build --shop NAME`.",
    )


def test_status_and_preview(workspace: Workspace) -> None:
    done = workspace.run("status", "--preview", COLUMNS="200")
    assert done.code == 0, done.text
    assert "1998-06-30" in done.text
    assert re.search(r"published/cdnow_sample.duckdb: .* passed, checks: \d+ pass", done.text)
    for area in ("core:", "identity:", "profile:", "rfm:", "retention:", "value:", "churn:"):
        assert area in done.text


def test_second_build_is_skipped_until_something_changes(
    workspace: Workspace, command: Command
) -> None:
    before = workspace.published_bytes()
    done = command("build", "--shop", SHOP)
    assert (done.code, "up to date" in done.text) == (0, True)
    assert workspace.published_bytes() == before
    workspace.rewrite_purchases("from purchases where _line <> 7")
    done = command("build", "--shop", SHOP)
    assert (done.code, "published as" in done.text) == (0, True), done.text
    assert one(workspace.published_file, "select count(*) from marts.fct_orders") == 6918


def test_as_of_an_earlier_evening(workspace: Workspace, command: Command) -> None:
    done = command("build", "--shop", SHOP, "--as-of", "1997-09-30")
    assert done.code == 0, done.text
    days = rows(
        workspace.published_file,
        "select max(order_date)::varchar, (select distinct as_of_date::varchar "
        "from marts.rfm_current) from marts.fct_orders",
    )
    assert days == [("1997-09-30", "1997-09-30")]
    last = "select as_of::varchar, as_of_source, status from quality.runs order by started_at"
    assert rows(workspace.published_file, last)[-1] == ("1997-09-30", "variable", "passed")


def test_check_runs_every_gate_and_keeps_the_history(
    workspace: Workspace, command: Command
) -> None:
    before = workspace.published_bytes()
    done = command("check", "--shop", SHOP)
    assert done.code == 0, done.text
    assert workspace.published_bytes() == before
    counts = rows(
        workspace.build_file,
        "select command, runs.status, count(distinct layer), count(distinct kind), count(*) > 50 "
        "from quality.check_results join quality.runs using (run_id) "
        "group by run_id, command, runs.status order by run_id",
    )
    assert [row[:3] for row in counts] == [("build", "passed", 3), ("check", "passed", 3)]
    assert [row[3:] for row in counts] == [(3, True), (3, True)]


def test_check_that_fails_makes_the_build_unpublishable(
    workspace: Workspace, command: Command
) -> None:
    shutil.rmtree(workspace.root / "raw")
    done = command("check", "--shop", SHOP)
    assert (done.code, "does not exist" in done.text) == (1, True)
    done = command("publish", "--shop", SHOP)
    assert done.code == 2
    assert "did not pass every gate, so it is not published" in done.text


def test_check_results_are_typed_rows(workspace: Workspace) -> None:
    found = rows(
        workspace.published_file,
        "select distinct layer, kind from quality.check_results order by layer, kind",
    )
    assert {("raw", "preflight"), ("raw", "expectation"), ("raw", "dbt_test")} <= set(found)
    assert {("conformed", "dbt_test"), ("marts", "dbt_test"), ("marts", "expectation")} <= set(
        found
    )
    odd = (
        "select count(*) from quality.check_results where seconds is null or checked_at is null "
        "or status not in ('pass', 'fail', 'warn', 'error') or severity not in ('error', 'warn')"
    )
    assert one(workspace.published_file, odd) == 0
