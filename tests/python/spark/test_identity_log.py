"""Durable ids on the cluster, and the log of identity without the erased."""

import json
from dataclasses import dataclass

import pytest
from erasure import test_renewal as renewal
from identity.ids import EVENTS, VARIABLES, Event, Groups, Ids, customers, write_project

from loyalty_warehouse.erasure.on_spark import NAME, renew_log
from loyalty_warehouse.erasure.pending import Pending, write_pending
from loyalty_warehouse.erasure.proof import Proof, Values, scan_folder
from loyalty_warehouse.settings import Paths, Shop
from loyalty_warehouse.spark import Cluster
from loyalty_warehouse.spark.client import query

from .dbt_runs import Engine

SCHEMA = "ids_intermediate"
LOG = f"{SCHEMA}.int_identity_events"
ANNA = (20, 21)
APART: Groups = [{10}, {20, 21}, {5, 6}]
TOGETHER: Groups = [{10, 20, 21}, {5, 6}]
AFTER: Groups = [{10}, {21, 30}, {5, 6}]
"""Anna's record 20 is 30 now; her guest order 21 stays in the books."""


def forgetting(record_keys: list[int], identifier_keys: list[int]) -> tuple[str, ...]:
    """The dbt command that takes records out of the log."""
    keys = f"{{record_keys: {record_keys}, identifier_keys: {identifier_keys}}}"
    return ("run-operation", "forget_erased_records", "--args", keys)


@dataclass(frozen=True)
class Both:
    """The project of the log on both engines."""

    here: Ids
    cluster: Cluster

    def run(self, groups: Groups, *arguments: str) -> list[Event]:
        """Run with these groups of records; returns the events, which must be the same."""
        self.here.run(groups, *arguments)
        return self.dbt("run", *arguments)

    def forget(self, record_keys: list[int], identifier_keys: list[int]) -> list[Event]:
        """Take records out of the log; returns the events, which must be the same."""
        told = forgetting(record_keys, identifier_keys)
        self.here.dbt(*told)
        return self.dbt(*told)

    def dbt(self, *arguments: str) -> list[Event]:
        """Run a dbt command on Spark; returns the events, which must be those of DuckDB."""
        self.on_spark(*arguments)
        port = self.cluster.thrift_port
        told = [tuple(row) for row in query(port, EVENTS.format(schema=SCHEMA))]
        assert told == self.here.events()
        return told

    @property
    def environment(self) -> dict[str, str]:
        """Where Spark's log is, and what it is made of."""
        here = {"WAREHOUSE_RAW_PATH": str(self.here.folder), "WAREHOUSE_SPARK_SCHEMA": "ids"}
        return self.cluster.environment() | here

    def on_spark(self, *arguments: str) -> None:
        folder = self.here.folder
        engine = Engine("spark", folder / "spark", self.environment, folder / "project")
        engine.invoke(*arguments, "--vars", VARIABLES)

    def found(self, keys: list[int]) -> list[str]:
        """Where the proof finds keys in Spark's files."""
        proof = Proof()
        place = self.cluster.warehouse / f"{SCHEMA}.db"
        scan_folder(place, Values(), keys, {}, proof)
        assert proof.tables == 4
        return proof.found


@pytest.fixture(scope="module")
def both(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("ids")
    write_project(folder / "project")
    return Both(Ids(folder), cluster)


def test_ids_outlive_a_merge_its_end_and_an_erasure(both: Both) -> None:
    before = customers(both.run(APART), APART)
    told = both.run(TOGETHER)
    assert set(customers(told, TOGETHER).values()) == {before[10], before[5]}
    told = both.run(APART, "--full-refresh")
    assert customers(told, APART) == before
    assert [kind for batch, _, kind, *_ in told if batch == 3] == ["split", "split"]
    assert both.run(APART) == told
    assert both.found(list(ANNA))

    told = both.forget(list(ANNA), [])
    assert both.forget(list(ANNA), []) == told
    assert [event[1:4] for event in told if event[1] in ANNA] == [(before[20], "erase", before[20])]
    after = customers(both.run(AFTER), AFTER)
    assert after[10] == before[10] and after[5] == before[5]
    assert after[21] == after[30] and after[21] not in before.values()
    assert both.found([20]) == []


def test_other_peoples_events_keep_their_reasons(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on DuckDB: the rows and what is left of them are those of tests/python/erasure."""
    port = both.cluster.thrift_port
    query(port, f"drop table if exists {LOG}")
    # What a run leaves that was cut off between its last two steps.
    rows = f"select * from (values {renewal.EVENTS}"
    query(port, f"create table {LOG}__renewed using parquet as {rows}")
    root = both.here.folder
    paths = Paths(root / "project", root / "raw", root, root / "build", root)
    waiting = Pending({"ids": ""}, [], [], record_keys=[1, 2, 3], identifier_keys=[11])
    write_pending(paths, waiting, NAME)
    for name, value in both.environment.items():
        monkeypatch.setenv(name, value)
    renew_log(paths, Shop("ids", {"toy": []}, root, json.loads(VARIABLES)))
    left = query(port, renewal.AFTER.replace("intermediate.", f"{SCHEMA}."))
    assert [tuple(row) for row in left] == renewal.EXPECTED
