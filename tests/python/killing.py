"""Starts the `warehouse` command in forked processes that can be killed at any moment.

The fork server has imported dbt and Great Expectations already, so a start costs no seconds and a
kill lands in the build itself. Each process leads a process group of its own, which is killed
whole with SIGKILL: nothing gets a chance to clean up.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from slim import border_project
from workspace import PROJECT, Workspace

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["warm"])


AS_OF = ("int_as_of.sql", "int_as_of.yml")
ORDERS = "select order_id, order_date from {{ ref('orders') }}"
ORDERS_CONTRACT = """
models:
- name: orders_seen
  columns: [{name: order_id, data_type: string}, {name: order_date, data_type: date}]
"""


def few_models(root: Path) -> Path:
    """A project of every layer that is built in seconds: the conformed entities and one mart."""
    shutil.copytree(border_project(), root)
    for folder in ("intermediate", "marts/core"):
        (root / "models" / folder).mkdir(parents=True)
    for name in AS_OF:
        shutil.copy(PROJECT / "models" / "intermediate" / name, root / "models" / "intermediate")
    (root / "models/marts/core/orders_seen.sql").write_text(ORDERS)
    (root / "models/marts/core/orders_seen.yml").write_text(ORDERS_CONTRACT)
    return root


def start_server() -> None:
    """Start the fork server, if it does not run yet; it finds what it imports by PYTHONPATH."""
    places = os.pathsep.join([str(Path(__file__).parent), str(PROJECT)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", places, prepend=os.pathsep)
        forkserver.ensure_running()


@dataclass(frozen=True)
class Ended:
    """How a started command ended: its exit code (-9 if it was killed) and after how long."""

    code: int
    seconds: float

    @property
    def was_killed(self) -> bool:
        """Whether the kill came before its end."""
        return self.code == -signal.SIGKILL


def _command(environment: dict[str, str], arguments: list[str], log: str) -> None:
    """What the forked process does."""
    from loyalty_warehouse.cli import main

    os.setsid()
    os.environ.update(environment)
    sys.argv = ["warehouse", *arguments]
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    main()


def run(
    workspace: Workspace, *arguments: str, kill_when: Callable[[float], bool] | None = None
) -> Ended:
    """Run the command; kill its process group as soon as ``kill_when(seconds so far)`` is true."""
    start_server()
    log = str(workspace.root / "command.log")
    process: BaseProcess = CONTEXT.Process(
        target=_command, args=(workspace.environment, list(arguments), log)
    )
    started = time.monotonic()
    process.start()
    assert process.pid is not None
    while process.exitcode is None:
        if kill_when and kill_when(time.monotonic() - started):
            _kill(process.pid)
            break
        time.sleep(0.002)
    process.join()
    assert process.exitcode is not None
    return Ended(process.exitcode, time.monotonic() - started)


def _kill(pid: int) -> None:
    """Kill the process and everything it has started."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:  # killed before it led a group of its own, or ended by itself
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
