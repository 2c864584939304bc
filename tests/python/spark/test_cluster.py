"""Starting and stopping the cluster, mostly without the cluster."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from loyalty_warehouse.spark import Cluster, SparkError, register_raw, start, status, stop
from loyalty_warehouse.spark.processes import cluster_name, spawn

from .dbt_runs import PROJECT


def sleeper(directory: Path, program: str = "import time; time.sleep(600)") -> int:
    """A process of the directory's cluster that does nothing."""
    directory.mkdir(exist_ok=True)
    command = [sys.executable, "-c", program]
    name = cluster_name(directory)
    return spawn(command, name, directory / "log", directory, dict(os.environ))


def test_stop_ends_what_a_crash_left_and_nothing_else(tmp_path: Path) -> None:
    lost = sleeper(tmp_path / "mine")  # no state file names it
    other = sleeper(tmp_path / "other")
    assert stop(tmp_path / "mine") == 1
    assert not psutil.pid_exists(lost)
    assert psutil.pid_exists(other)
    assert stop(tmp_path / "mine") == 0
    assert stop(tmp_path / "other") == 1


def test_stop_ends_the_children_too(tmp_path: Path) -> None:
    child = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'input()'],"
    parent = f"{child} stdin=subprocess.PIPE); time.sleep(600)"
    pid = sleeper(tmp_path, parent)
    while not psutil.Process(pid).children():
        pass
    assert stop(tmp_path) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"thrift_port": 1}'])
def test_a_broken_state_file_is_no_cluster(text: str, tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text(text)
    assert status(tmp_path) is None


def test_a_stale_state_file_is_no_cluster(cluster: Cluster, tmp_path: Path) -> None:
    """Another cluster answers at the recorded port by now."""
    stale = {"thrift_port": cluster.thrift_port, "master_port": 1}
    stale["pids"] = {"thrift-server": os.getpid()}  # type: ignore[assignment]
    (tmp_path / "state.json").write_text(json.dumps(stale))
    assert status(tmp_path) is None


def test_a_running_cluster_is_found_again(cluster: Cluster) -> None:
    assert status(cluster.directory) == cluster
    assert start(cluster.directory) == cluster


def test_without_java_one_sentence_says_so(tmp_path: Path) -> None:
    environment = {"PATH": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    arguments = ["-m", "loyalty_warehouse.spark", "start", "--directory", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode != 0
    assert "Spark needs Java 17 or newer and none was found" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_raw_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        SparkError, match=r"There is no raw file of cdnow .* `warehouse load cdnow`"
    ):
        register_raw(["cdnow"], tmp_path, port=1)
