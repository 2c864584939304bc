"""Connected components in SQL against scipy's, on the same edges in the same run.

    .venv/bin/python benchmarks/components.py --edges 10000000

Prints a line for every repetition and the ratios of the medians; a ratio is compared, never a time.
scipy is timed with the mapping of 64-bit ids to 0..n that it needs, and without. The edges are
those of a shop of a thousand days: records to identifiers, a few of them to many. Then a day comes
with 1 % new edges, and what it costs is compared to the full run. With --chain the edges are one
chain in the order of its keys instead, the worst case for following smallest neighbours.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

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
REPETITIONS = 3
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


def make_chain(count: int) -> tuple[Ints, Ints]:
    """Each node to the next one."""
    nodes = np.arange(count + 1, dtype=np.int64)
    return nodes[:-1], nodes[1:]


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

    def run(self, *options: str) -> tuple[float, int]:
        """Seconds of the model, components."""
        result = self.engine.invoke("run", *options, "--vars", VARIABLES)
        with duckdb.connect(str(self.file), read_only=True) as connection:
            row = connection.execute(
                "select count(distinct component) from intermediate.graph"
            ).fetchone()
        assert row is not None
        return float(result.results[-1].execution_time), int(row[0])


def measure(folder: Path, left: Ints, right: Ints, count: int) -> None:
    """Alternate SQL and scipy on the first `count` edges, then the day of those that follow."""
    edges = folder / "edges"
    edges.mkdir()
    write_edges(edges, "history", left[:count], right[:count], np.arange(count) * DAYS // count)
    sql = BySql(folder, edges)
    runs = []
    for repetition in range(REPETITIONS):
        (edges / "day.parquet").unlink(missing_ok=True)
        full, groups = sql.run("--full-refresh")
        write_edges(edges, "day", left[count:], right[count:], np.full(len(left) - count, DAYS))
        day, groups_then = sql.run()
        if not repetition:  # before scipy takes any
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            print(f"{count:,} edges, {groups:,} components; SQL's peak {peak:.1f} GiB")
            assert groups_then == by_scipy(left, right)[2]
        whole, alone, same = by_scipy(left[:count], right[:count])
        assert groups == same
        runs.append((full, day, whole, alone))
        print(f"SQL {full:.1f} s, day {day:.2f} s, scipy {whole:.1f} s, unmapped {alone:.1f} s")
    full, day, whole, alone = map(median, zip(*runs, strict=True))
    print(f"ratio: {full / whole:.2f} with, {full / alone:.2f} without the mapping")
    print(f"a day of 1 % new edges: {day / full:.1%} of the full run")


def main() -> None:
    """Make the edges and measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, default=10_000_000)
    parser.add_argument("--chain", action="store_true", help="one chain in the order of its keys")
    arguments = parser.parse_args()
    count = arguments.edges
    edges = (make_chain if arguments.chain else make_edges)(count + count // 100)
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), *edges, count)


if __name__ == "__main__":
    main()
