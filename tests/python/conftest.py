"""Fixtures of the suites that run the `warehouse` command."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from workspace import SHOP, Done, Workspace, in_process

from loyalty_warehouse.datasets import SYSTEMS
from loyalty_warehouse.load import load_system

# pyspark, which Great Expectations imports where it is installed, takes a main module without a
# file for a doctest and ends the process: the main module of a test worker has none.
vars(sys.modules["__main__"]).setdefault("__file__", __file__)

# dbt is started hundreds of times. What it writes beside the tables is read by few tests, which ask
# for it; parsed projects are some million objects that stay, and need not be searched for garbage.
os.environ.update({"DBT_WRITE_JSON": "false", "DBT_LOG_LEVEL_FILE": "none"})
gc.set_threshold(50_000, 50, 50)

Command = Callable[..., Done]


LONG_FILES = ("test_kill.py", "test_daily.py", "test_truth.py", "test_default_size.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that processes that share the files end together."""
    items.sort(key=lambda item: item.path.name not in LONG_FILES)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have measured (`record_property("figure", text)`)."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind)]
    figures = [
        f"{report.nodeid.split('::')[-1]}: {value}"
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == "figure"
    ]
    if figures:
        terminalreporter.section("figures")
        for figure in figures:
            terminalreporter.line(figure)


def run_here(
    workspace: Workspace, arguments: tuple[str, ...], capture: pytest.CaptureFixture[str]
) -> Done:
    """Run the command in this process: dbt and Great Expectations are imported once."""
    capture.readouterr()
    code = in_process(workspace, arguments)
    printed = capture.readouterr()
    return Done(code, printed.out + printed.err)


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with the raw data of the shop and nothing built."""
    workspace = Workspace(tmp_path_factory.mktemp("landed"))
    load_system(workspace.paths, SYSTEMS[SHOP])
    return workspace


@pytest.fixture(scope="session")
def published_copy(
    landed: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """(the root of a workspace, a copy of it in the state after a first published build).

    Tests get the same root again and again, put back to that state: dbt's parse cache holds for
    the paths it was made with.
    """
    workspace = Workspace(tmp_path_factory.mktemp("work") / "space")
    shutil.copytree(landed.root, workspace.root)
    done = workspace.run("build", "--shop", SHOP)
    assert done.code == 0, done.text
    copy = workspace.root.with_name("copy")
    shutil.copytree(workspace.root, copy)
    return workspace.root, copy


@pytest.fixture
def workspace(published_copy: tuple[Path, Path]) -> Iterator[Workspace]:
    """A workspace in which the shop has been built and published once."""
    root, copy = published_copy
    shutil.rmtree(root)
    shutil.copytree(copy, root)
    yield Workspace(root)


@pytest.fixture
def command(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Command:
    """The `warehouse` command in that workspace, run in this process."""

    def run(*arguments: str) -> Done:
        return run_here(workspace, arguments, capsys)

    return run


@pytest.fixture
def fresh(landed: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with raw data only."""
    workspace = Workspace(tmp_path / "space")
    shutil.copytree(landed.root, workspace.root)
    return workspace
