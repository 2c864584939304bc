"""Starts and stops the cluster: a master, two workers and a Thrift server on this machine.

Everything it writes stands in one directory (default `build/spark`):

    state.json         ports and process ids of the running cluster
    logs/              one file a process
    work/              the workers' scratch space, their executors' logs
    conf/              Spark's configuration, written at each start
    warehouse/         the tables, as Parquet
    metastore_db/      the catalogue of the tables (Derby, in the Thrift server's process)
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from loyalty_warehouse.spark import processes, settings
from loyalty_warehouse.spark.client import answers
from loyalty_warehouse.spark.errors import SparkError
from loyalty_warehouse.spark.java import require_java, require_spark_home

DEFAULT_DIRECTORY = Path("build/spark")


@dataclass(frozen=True)
class Cluster:
    """A running cluster: where it keeps its files, its ports on 127.0.0.1, its process ids."""

    directory: Path
    thrift_port: int
    master_port: int
    pids: dict[str, int]

    @property
    def warehouse(self) -> Path:
        """The directory of the tables: one folder a schema (`<schema>.db`), one a table."""
        return self.directory / "warehouse"

    def environment(self) -> dict[str, str]:
        """The environment variables that point dbt's `spark` target at this cluster."""
        return {"WAREHOUSE_SPARK_PORT": str(self.thrift_port)}


def start(
    directory: Path = DEFAULT_DIRECTORY, port: int = 0, fresh: bool = False, is_kept: bool = True
) -> Cluster:
    """Start the cluster and wait until it answers a query; a running one is returned as it is.

    Args: `port` of the Thrift server, 0 for any free one; `fresh` drops the tables of earlier
    starts; `is_kept`: later starts find its tables again. What an earlier, crashed cluster of the
    directory left running is ended first. Raises SparkError if Java or Spark is missing, or if
    the cluster does not come up.
    """
    directory = directory.resolve()
    running = status(directory)
    if running and not fresh:
        return running
    require_java()
    home = require_spark_home()
    stop(directory)
    _prepare(directory, fresh, is_kept)
    try:
        cluster = _launch(directory, home, port)
        _wait_until_ready(cluster)
    except BaseException:  # an interrupt too must not leave processes behind
        processes.end(processes.cluster_name(directory))
        raise
    return cluster


def stop(directory: Path = DEFAULT_DIRECTORY) -> int:
    """End every process of the directory's cluster; return how many there were. Tables stay."""
    ended = processes.end(processes.cluster_name(directory))
    _state_file(directory).unlink(missing_ok=True)
    return ended


def status(directory: Path = DEFAULT_DIRECTORY) -> Cluster | None:
    """The directory's cluster if it answers queries now, else None."""
    cluster = _read_state(directory.resolve())
    if cluster is None or not answers(cluster.thrift_port):
        return None
    # Another program may have been given the port since.
    server = cluster.pids["thrift-server"]
    name = processes.cluster_name(directory)
    return cluster if processes.is_running(server, name) else None


@contextmanager
def running_cluster(directory: Path = DEFAULT_DIRECTORY) -> Iterator[Cluster]:
    """An empty cluster for the length of a `with` block; raises SparkError as `start` does."""
    cluster = start(directory, fresh=True, is_kept=False)
    try:
        yield cluster
    finally:
        stop(directory)


def _prepare(directory: Path, fresh: bool, is_kept: bool) -> None:
    """Make the directories, empty what belongs to one start only, drop the tables if `fresh`."""
    for name in ("logs", "work", *(("warehouse", "metastore_db") if fresh else ())):
        shutil.rmtree(directory / name, ignore_errors=True)
    for name in ("logs", "work", "conf", "warehouse"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    (directory / "conf" / "log4j2.properties").write_text(settings.LOG4J2)
    defaults = settings.spark_defaults(directory / "warehouse", is_kept)
    (directory / "conf" / "spark-defaults.conf").write_text(defaults)


def _launch(directory: Path, home: Path, port: int) -> Cluster:
    """Start the four processes and record them; they are not ready yet."""
    name = processes.cluster_name(directory)
    thrift_port, master_port = processes.free_ports(2)
    cluster = Cluster(directory, port or thrift_port, master_port, {})
    for role, command in _commands(cluster, home).items():
        log = directory / "logs" / f"{role}.log"
        environment = _environment(directory, home, settings.HEAPS[role])
        cluster.pids[role] = processes.spawn(command, name, log, directory, environment)
    _write_state(cluster)
    return cluster


def _commands(cluster: Cluster, home: Path) -> dict[str, list[str]]:
    """The command lines of the cluster's processes by role."""
    master_url = f"spark://{settings.HOST}:{cluster.master_port}"
    spark_class = str(home / "bin" / "spark-class")
    any_port = ("--webui-port", "0")
    master = (settings.MASTER_CLASS, "--host", settings.HOST, "--port", str(cluster.master_port))
    worker = (
        *(settings.WORKER_CLASS, "--host", settings.HOST),
        *("--cores", "1", "--memory", settings.WORKER_MEMORY),
        *("--work-dir", str(cluster.directory / "work"), master_url),
    )
    server = settings.thrift_server_arguments(master_url, cluster.thrift_port)
    workers = {
        role: [spark_class, *worker[:-1], *any_port, worker[-1]] for role in settings.WORKERS
    }
    return {
        "master": [spark_class, *master, *any_port],
        **workers,
        "thrift-server": [str(home / "bin" / "spark-submit"), *server],
    }


def _environment(directory: Path, home: Path, heap: str) -> dict[str, str]:
    """This process's environment, cleared of another Spark's settings."""
    foreign = ("SPARK_", "HADOOP_", "HIVE_", "YARN_", "PYSPARK_")
    own = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    return {
        **own,
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(directory / "conf"),
        "SPARK_LOCAL_IP": settings.HOST,
        "SPARK_LOCAL_DIRS": str(directory / "work"),
        "SPARK_DAEMON_MEMORY": heap,  # of the Thrift server too: it counts as a daemon
        "TZ": "UTC",
    }


def _wait_until_ready(cluster: Cluster) -> None:
    """Return when the cluster answers; raise SparkError if a process ends or time is up."""
    name = processes.cluster_name(cluster.directory)
    deadline = time.monotonic() + settings.START_TIMEOUT_SECONDS
    while not answers(cluster.thrift_port):
        alive = {process.pid for process in processes.members(name)}
        dead = [role for role, pid in cluster.pids.items() if pid not in alive]
        logs = cluster.directory / "logs"
        if dead:
            raise SparkError(
                f"Spark did not start: its {dead[0]} ended by itself; the reason stands at the"
                f" end of {logs / dead[0]}.log."
            )
        if time.monotonic() > deadline:
            raise SparkError(
                f"Spark did not answer within {settings.START_TIMEOUT_SECONDS} seconds; see the"
                f" logs in {logs} and check that about 4 GiB of memory are free."
            )
        time.sleep(0.5)


def _state_file(directory: Path) -> Path:
    return directory / "state.json"


def _write_state(cluster: Cluster) -> None:
    record = asdict(cluster) | {"directory": str(cluster.directory)}
    temporary = _state_file(cluster.directory).with_suffix(".tmp")
    temporary.write_text(json.dumps(record, indent=2) + "\n")
    temporary.replace(_state_file(cluster.directory))


def _read_state(directory: Path) -> Cluster | None:
    """The recorded cluster; None if there is no record or it is not a whole one."""
    try:
        record = json.loads(_state_file(directory).read_text())
        return Cluster(directory, record["thrift_port"], record["master_port"], record["pids"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
