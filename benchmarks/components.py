"""Connected components in SQL against scipy's, on the same edges in the same run.

    .venv/bin/python benchmarks/components.py --edges 10000000

Prints one line a step and the ratio of the two times; a ratio is compared, never a time. scipy is
timed with the mapping of 64-bit ids to 0..n that it needs, and without. The edges are those of a
shop of a thousand days: records to identifiers, a few of them to many. Then a day comes with 1 %
new edges, and what it costs is compared to the first run.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "python")]
from spark.dbt_runs import Engine  # noqa: E402

Ints = NDArray[np.int64]
VARIABLES = '{"shop": "graphs", "systems": {"toy": []}}'
DAYS = 1_000
MODEL = """{{ config(materialized='components', batch_column='came_on') }}
select * from read_parquet('{{ env_var("EDGES") }}/*.parquet')"""


def make_edges(count: int, seed: int = 1) -> tuple[Ints, Ints]:
    """Records (odd 60-bit keys) and identifiers (even ones): (left nodes, right nodes)."""
    rng = np.random.default_rng(seed)
    people = max(count // 4, 1)
    person = rng.integers(0, people, count)
    record = person * 4 + rng.integers(0, 4, count)
    identifier = person * 3 + rng.integers(0, 3, count)
    shared = rng.random(count) < 0.01
    identifier[shared] = rng.integers(0, 3 * people, int(shared.sum()))
    mix = np.int64(0x9E3779B97F4A7C15 & 0x0FFFFFFFFFFFFFFF)
    with np.errstate(over="ignore"):
        left = ((record * mix) & np.int64(0x0FFFFFFFFFFFFFFF)) | 1
        right = (identifier * mix) & np.int64(0x0FFFFFFFFFFFFFFE)
    return left, right


def by_scipy(left: Ints, right: Ints) -> tuple[float, float, int]:
    """Seconds with the mapping of ids, seconds without, components."""
    begun = time.perf_counter()
    nodes, dense = np.unique(np.concatenate([left, right]), return_inverse=True)
    mapped = time.perf_counter()
    ones = np.ones(len(left), np.int8)
    graph = coo_matrix((ones, (dense[: len(left)], dense[len(left) :])), (len(nodes),) * 2)
    count, _ = connected_components(graph, directed=False)
    ended = time.perf_counter()
    return ended - begun, ended - mapped, int(count)


def write_edges(folder: Path, name: str, left: Ints, right: Ints, days: Ints) -> None:
    """Write a file of edges with the day on which each came."""
    came_on = pa.array(days.astype(np.int32)).cast(pa.date32())
    table = pa.table({"left_node": left, "right_node": right, "came_on": came_on})
    pq.write_table(table, folder / f"{name}.parquet")


class BySql:
    """The model in dbt on DuckDB, in a project of its own."""

    def __init__(self, folder: Path, edges: Path) -> None:
        project = folder / "project"
        shutil.copytree(PROJECT / "macros", project / "macros")
        for name in ("dbt_project.yml", "profiles.yml"):
            shutil.copy(PROJECT / name, project / name)
        (project / "models" / "intermediate").mkdir(parents=True)
        (project / "models" / "intermediate" / "graph.sql").write_text(MODEL, encoding="utf-8")
        self.file = folder / "graph.duckdb"
        places = {"WAREHOUSE_DUCKDB_PATH": str(self.file), "EDGES": str(edges)}
        self.engine = Engine("duckdb", folder / "dbt", places, project)

    def run(self) -> tuple[float, int]:
        """Seconds of the model, components."""
        result = self.engine.invoke("run", "--vars", VARIABLES)
        with duckdb.connect(str(self.file), read_only=True) as connection:
            row = connection.execute(
                "select count(distinct component) from intermediate.graph"
            ).fetchone()
        assert row is not None
        return float(result.results[-1].execution_time), int(row[0])


def main() -> None:
    """Run both and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, default=10_000_000)
    count = parser.parse_args().edges
    with tempfile.TemporaryDirectory() as name:
        folder, edges = Path(name), Path(name) / "edges"
        edges.mkdir()
        left, right = make_edges(count + count // 100)
        days = np.arange(count, dtype=np.int64) * DAYS // count
        write_edges(edges, "history", left[:count], right[:count], days)
        print(f"{count:,} edges")
        sql = BySql(folder, edges)
        seconds, groups = sql.run()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"SQL: {seconds:.1f} s, {groups:,} components, peak {peak:.1f} GiB")
        whole, alone, same = by_scipy(left[:count], right[:count])
        print(f"scipy: {whole:.1f} s with its mapping of ids, {alone:.1f} s without, {same:,}")
        assert groups == same
        print(f"ratio: {seconds / whole:.2f} with, {seconds / alone:.2f} without the mapping")
        write_edges(edges, "day", left[count:], right[count:], np.full(count // 100, DAYS))
        update, groups = sql.run()
        assert groups == by_scipy(left, right)[2]
        print(f"a day of 1 % new edges: {update:.1f} s, {update / seconds:.1%} of the full run")


if __name__ == "__main__":
    main()
