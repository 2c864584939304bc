"""On DuckDB a table or view is replaced whole or not at all, whatever it was before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from dbt.cli.main import dbtRunner
from slim import PROJECT
from workspace import rows

from loyalty_warehouse.dbt_project import release_database

PROJECT_FILE = "{name: replaced, version: 1.0.0, config-version: 2, profile: loyalty_warehouse}"
MODEL = """{{ config(materialized=var('kind')) }}
select cast('{{ var("value") }}' as int) as answer"""
RELATIONS = "select table_type from information_schema.tables where table_name like 'model%'"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A dbt project of one model, with this project's materializations."""
    shutil.copytree(PROJECT / "macros" / "materializations", tmp_path / "macros")
    shutil.copy(PROJECT / "profiles.yml", tmp_path)
    (tmp_path / "dbt_project.yml").write_text(PROJECT_FILE)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "model.sql").write_text(MODEL)
    return tmp_path


def run(project: Path, monkeypatch: pytest.MonkeyPatch, **variables: str) -> bool:
    """Run the model; whether dbt succeeded."""
    monkeypatch.setenv("WAREHOUSE_DUCKDB_PATH", str(project / "file.duckdb"))
    places = ("--project-dir", "--profiles-dir", "--target-path", "--log-path")
    shared = [part for place in places for part in (place, str(project))]
    done = dbtRunner().invoke(["--quiet", "run", *shared, "--vars", json.dumps(variables)])
    release_database()
    return bool(done.success)


def test_a_model_that_fails_leaves_the_old_table(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(project, monkeypatch, kind="table", value="1")
    assert not run(project, monkeypatch, kind="table", value="no number")
    assert rows(project / "file.duckdb", "select answer from model") == [(1,)]
    assert run(project, monkeypatch, kind="table", value="2")
    assert rows(project / "file.duckdb", "select answer from model") == [(2,)]


@pytest.mark.parametrize(("before", "after"), [("table", "view"), ("view", "table")])
def test_what_cannot_change_its_kind_stays(
    project: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    assert run(project, monkeypatch, kind=before, value="1")
    (project / "models" / "model.sql").write_text(f"{MODEL} from nowhere")
    assert not run(project, monkeypatch, kind=after, value="2")
    assert rows(project / "file.duckdb", "select answer from model") == [(1,)]


def test_a_model_may_change_its_kind(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value, kind in enumerate(("table", "view", "table")):
        assert run(project, monkeypatch, kind=kind, value=str(value))
        assert rows(project / "file.duckdb", "select answer from model") == [(value,)]
        name = "VIEW" if kind == "view" else "BASE TABLE"
        assert rows(project / "file.duckdb", RELATIONS) == [(name,)]


def test_a_view_goes_with_its_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "models" / "next.sql").write_text(
        "{{ config(materialized='view') }} select answer + 1 as answer from {{ ref('model') }}"
    )
    assert run(project, monkeypatch, kind="table", value="1")
    copy = shutil.copy(project / "file.duckdb", project / "copy.duckdb")
    assert rows(Path(copy), "select answer from next") == [(2,)]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{copy}' as elsewhere (read_only)")
        assert connection.execute("select answer from elsewhere.next").fetchall() == [(2,)]
