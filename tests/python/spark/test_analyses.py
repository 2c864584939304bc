"""Every query under analyses/ runs on Spark and answers as it does on DuckDB."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pytest
from workspace import rows

from loyalty_warehouse.spark.client import query

from .builds import SAMPLE, Built
from .compare import RELATIVE_TOLERANCE
from .dbt_runs import PROJECT, Engine

ANALYSES = sorted(file.stem for file in (PROJECT / "analyses").glob("*.sql"))


@pytest.fixture(scope="module")
def asked(builds: dict[str, Built]) -> tuple[dict[str, str], dict[str, str]]:
    """Each analysis by name as DuckDB and as Spark reads it."""
    built = builds[SAMPLE]
    return compiled(built, built.duckdb), compiled(built, built.spark)


def compiled(built: Built, engine: Engine) -> dict[str, str]:
    """The analyses as an engine reads them, by name."""
    analyses = ("compile", "--select", "path:analyses", "--vars", built.shop.variables)
    return {done.node.name: done.node.compiled_code for done in engine.invoke(*analyses).results}


def in_order(found: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows in an order that no engine decides, dates as Spark's driver hands them over."""
    return sorted((tuple(map(_handed_over, row)) for row in found), key=repr)


def _handed_over(value: Any) -> Any:
    is_date = isinstance(value, date) and not isinstance(value, datetime)
    return value.isoformat() if is_date else value


def _expected(value: Any) -> Any:
    return pytest.approx(value, rel=RELATIVE_TOLERANCE) if isinstance(value, float) else value


@pytest.mark.parametrize("analysis", ANALYSES)
def test_answers_are_those_of_duckdb(
    analysis: str, builds: dict[str, Built], asked: tuple[dict[str, str], dict[str, str]]
) -> None:
    built, (on_duckdb, on_spark) = builds[SAMPLE], asked
    here = in_order(rows(built.duckdb_file, on_duckdb[analysis]))
    there = in_order(query(built.port, on_spark[analysis]))
    assert here, "it says nothing"
    assert len(there) == len(here)
    for ours, theirs in zip(here, there, strict=True):
        assert theirs == tuple(map(_expected, ours))
