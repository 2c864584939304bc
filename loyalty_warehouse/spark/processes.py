"""Starts, finds and ends the cluster's operating-system processes.

Each process carries the cluster's name in its environment and hands it on to what it starts (a
worker to its executors), so that `end` finds every one of them, even after a crash that lost the
record of what was started, and never another program that was given the same process id.
"""

import hashlib
import socket
import subprocess
from pathlib import Path

import psutil

from loyalty_warehouse.spark.settings import HOST

NAME_VARIABLE = "LOYALTY_WAREHOUSE_SPARK_CLUSTER"
GRACE_SECONDS = 10


def cluster_name(directory: Path) -> str:
    """The name of the cluster of one directory: the same as long as the directory is."""
    return hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:16]


def free_ports(count: int) -> list[int]:
    """`count` different ports of this machine that nothing listens on at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def spawn(
    command: list[str], name: str, log: Path, directory: Path, environment: dict[str, str]
) -> int:
    """Start a process of cluster `name` that outlives this one; return its id.

    Its output goes to `log`; its working directory is `directory`.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=directory,
            env={**environment, NAME_VARIABLE: name},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return process.pid


def members(name: str) -> list[psutil.Process]:
    """The running processes of cluster `name`, the executors included."""
    return [
        process
        for process in psutil.process_iter(["environ", "status"])
        if (process.info["environ"] or {}).get(NAME_VARIABLE) == name
        and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def is_running(pid: int, name: str) -> bool:
    """True if `pid` is a running process of cluster `name`."""
    return any(process.pid == pid for process in members(name))


def end(name: str) -> int:
    """End every process of cluster `name`; return how many there were.

    A process that does not end politely within GRACE_SECONDS is killed.
    """
    ended = 0
    # A worker that is ending can still give birth to an executor, hence the loop.
    while processes := members(name):
        ended += len(processes)
        _signal(processes, "terminate")
        _, stubborn = psutil.wait_procs(processes, timeout=GRACE_SECONDS)
        _signal(stubborn, "kill")
        psutil.wait_procs(stubborn, timeout=GRACE_SECONDS)
    return ended


def _signal(processes: list[psutil.Process], method: str) -> None:
    for process in processes:
        try:
            getattr(process, method)()
        except psutil.NoSuchProcess:
            continue
