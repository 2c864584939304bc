"""Every macro of macros/cross_db gives the same, expected values on DuckDB and on Spark."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from slim import copy_parts

from loyalty_warehouse.spark import Cluster
from loyalty_warehouse.spark.client import query

from .dbt_runs import PROJECT, Engine

MACROS = sorted(file.stem for file in (PROJECT / "macros" / "cross_db").glob("*.sql"))
SPECS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "macro_cases.yml").read_text())
PARTS = ("macros", "dbt_project.yml", "profiles.yml")

# The columns that cases can name.
ROW = {
    "a_text": "'x'",
    "a_null": "cast(null as string)",
    "an_empty_text": "''",
    "a_number": "cast(42 as bigint)",
    "an_amount": "cast(1.5 as decimal(18, 2))",
    "a_date": "date '2024-02-29'",
    "a_time": "timestamp '2024-02-29 10:00:00'",
    "a_flag": "true",
    "a_quote": "'it''s \"so\" / é🎉'",
    "a_control": "'a' || chr(10) || 'b' || chr(9) || 'c'",
}
TYPE_NAMES = {"varchar": "string", "integer": "int"}

Rows = list[tuple[Any, ...]]


def all_cases() -> str:
    """One Jinja query over all cases: macro, number of the case, value as text, type."""
    row = ", ".join(f"{literal} as {name}" for name, literal in ROW.items())
    selects = [
        f"select '{macro}' as macro, {number} as case_number, cast(value as string) as value,"
        f" typeof(value) as type from (select {{{{ {case['call']} }}}} as value"
        f" from (select {row}) as one_row) as answer"
        for macro, spec in SPECS.items()
        for number, case in enumerate(spec["cases"])
    ]
    return "\nunion all\n".join(selects)


def answers(engine: Engine, run: Callable[[str], Rows]) -> dict[tuple[str, int], Rows]:
    """The (value, type) rows of each case on one engine."""
    compiled = engine.invoke("compile", "--inline", all_cases()).results[0].node.compiled_code
    found: dict[tuple[str, int], Rows] = defaultdict(list)
    for macro, number, value, type_name in run(compiled):
        name = type_name.lower()
        found[macro, number].append((value, TYPE_NAMES.get(name, name)))
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The macros without the models, which take dbt half a minute to read."""
    return copy_parts(tmp_path_factory.mktemp("macros"), PARTS)


@pytest.fixture(scope="module")
def on_duckdb(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, int], Rows]:
    folder = tmp_path_factory.mktemp("duckdb")
    environment = {"WAREHOUSE_DUCKDB_PATH": str(folder / "macros.duckdb")}
    engine = Engine("duckdb", folder, environment, project)

    def run(sql: str) -> Rows:
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(sql).fetchall()

    return answers(engine, run)


@pytest.fixture(scope="module")
def on_spark(
    cluster: Cluster, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, int], Rows]:
    folder = tmp_path_factory.mktemp("spark")
    engine = Engine("spark", folder, cluster.environment(), project)

    return answers(engine, lambda sql: query(cluster.thrift_port, sql))


def expected(case: dict[str, Any]) -> list[str | None]:
    """The values a case gives, sorted."""
    if "md5_of" in case:
        digest = hashlib.md5(case["md5_of"].encode(), usedforsecurity=False).hexdigest()
        return [str(int(digest[:15], 16))]
    return sorted(case["gives"]) if isinstance(case["gives"], list) else [case["gives"]]


def check(macro: str, found: dict[tuple[str, int], Rows]) -> None:
    spec = SPECS[macro]
    wrong = []
    for number, case in enumerate(spec["cases"]):
        rows = found.get((macro, number), [])
        values = sorted((value for value, _ in rows), key=str)
        if values != expected(case):
            wrong.append(f"{case['call']} gives {values}, not {expected(case)}")
        wanted = case.get("type", spec["type"])
        wrong += [
            f"{case['call']} is of type {type_name}, not {wanted}"
            for _, type_name in rows
            if type_name != wanted
        ]
    assert not wrong, "\n".join(wrong)


def test_every_macro_has_cases() -> None:
    assert MACROS, "macros/cross_db is empty"
    assert [macro for macro in MACROS if not SPECS.get(macro, {}).get("cases")] == []


@pytest.mark.parametrize("macro", SPECS)
def test_duckdb(macro: str, on_duckdb: dict[tuple[str, int], Rows]) -> None:
    check(macro, on_duckdb)


@pytest.mark.parametrize("macro", SPECS)
def test_spark(macro: str, on_spark: dict[tuple[str, int], Rows]) -> None:
    check(macro, on_spark)
