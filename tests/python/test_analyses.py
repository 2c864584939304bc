"""Every query under analyses/ runs on a build and answers what it asks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from project import copy_project, messages
from workspace import PROJECT, SHOP, Workspace

from loyalty_warehouse.settings import Paths
from loyalty_warehouse.shops import load_shop

MORE = (
    *("--select", "+ghost_customers", "--exclude", "path:models/staging"),
    *("path:models/conformed", "path:models/intermediate/identity"),
)
"""What the tests of the command do without."""


@pytest.fixture(scope="module")
def answers(
    published_copy: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, Any]]]:
    """The rows that every analysis gives on the built shop, by name."""
    folder = tmp_path_factory.mktemp("analyses")
    database = Path(shutil.copy(Workspace(published_copy[1]).build_file, folder))
    project = copy_project(folder / "project", database)
    shop = load_shop(Paths.from_environment(), SHOP)
    built = project.run("run", *MORE, variables=shop.variables)
    assert built.success, messages(built)
    done = project.run("compile", "--select", "path:analyses", variables=shop.variables)
    assert done.success, done.exception
    compiled = project.root / "target/compiled/loyalty_warehouse/analyses"
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for path in sorted(compiled.glob("*.sql")):
            result = connection.sql(path.read_text())
            found[path.stem] = [
                dict(zip(result.columns, row, strict=True)) for row in result.fetchall()
            ]
    return found


def test_every_analysis_runs(answers: dict[str, list[dict[str, Any]]]) -> None:
    assert set(answers) == {path.stem for path in (PROJECT / "analyses").glob("*.sql")}
    assert all(answers.values())


def test_scores_follow_from_the_counts_shown(answers: dict[str, list[dict[str, Any]]]) -> None:
    (row,) = answers["explain_one_customer"]
    for score, below in [
        ("recency_score", "less_recent_count"),
        ("frequency_score", "less_frequent_count"),
        ("monetary_score", "less_money_count"),
    ]:
        assert row[score] == 1 + 5 * int(row[below]) // row["scored_count"]


def test_everybody_is_on_the_evening_of_the_build_who_they_are(
    answers: dict[str, list[dict[str, Any]]],
) -> None:
    for row in answers["who_was_whom"]:
        assert row["customer_then"] == row["customer_now"] is not None
        assert not row["has_changed"]


def test_a_first_build_restates_nobody(answers: dict[str, list[dict[str, Any]]]) -> None:
    assert not any(row["was_restated"] for row in answers["whose_history_was_restated"])


def test_the_explained_customer_is_one(answers: dict[str, list[dict[str, Any]]]) -> None:
    assert len({row["customer_id"] for row in answers["why_one_customer"]}) == 1


def test_a_build_equals_itself(answers: dict[str, list[dict[str, Any]]]) -> None:
    for row in answers["compare_two_builds"]:
        assert row["segment_before"] == row["segment_now"]
        assert row["amount_change"] == 0


def test_the_last_day_reconciles(answers: dict[str, list[dict[str, Any]]]) -> None:
    (row,) = answers["reconcile_one_day"]
    assert row["difference"] == 0
    assert row["delivered_count"] == row["booked_count"] > 0
