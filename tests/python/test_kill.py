"""`kill -9` at any moment of a build leaves what BI reads as it was, and the next run works."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from killing import Ended, few_models, run
from thorough import tried
from workspace import SHOP, Workspace, one, rows

BUILD = ("build", "--shop", SHOP, "--force")
KILLS = tried(7, 21)
WHOLE_RUN_AFTER_EVERY = 7


@pytest.fixture(scope="module")
def built(landed: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(the root of a workspace, a copy of it) after a first build of few models."""
    folder = tmp_path_factory.mktemp("killed")
    workspace = Workspace(folder / "space", few_models(folder / "project"))
    shutil.copytree(landed.root, workspace.root)
    done = run(workspace, *BUILD)
    assert done.code == 0, log_of(workspace)
    return workspace.root, shutil.copytree(workspace.root, folder / "copy")


@pytest.fixture
def workspace(built: tuple[Path, Path]) -> Workspace:
    """The shop, built and published once from few models: what is killed is the command."""
    root, copy = built
    shutil.rmtree(root)
    shutil.copytree(copy, root)
    return Workspace(root, root.with_name("project"))


@pytest.fixture
def random_moments() -> random.Random:
    """The same moments, as shares of a build, in every run of the test."""
    return random.Random(19970930)


def test_kills_spread_over_a_build(workspace: Workspace, random_moments: random.Random) -> None:
    """Each kill falls at a random moment of its own slice of the build's duration."""
    run(workspace, *BUILD)  # the first one pays for the fork server's imports
    whole = run(workspace, *BUILD)
    assert whole.code == 0, log_of(workspace)
    duration = whole.seconds
    before = workspace.published_bytes()
    kills = 0
    for _ in range(3 * KILLS):
        moment = duration * (kills + random_moments.random()) / KILLS
        ended = run(workspace, *BUILD, kill_when=after(moment))
        if workspace.published_bytes() != before:
            # Too late: the run had published, whole. The machine is faster now, so aim earlier.
            assert_whole(workspace, ended)
            before = workspace.published_bytes()
            duration = min(duration * 0.95, ended.seconds)
            continue
        assert ended.was_killed, log_of(workspace)
        kills += 1
        if kills % WHOLE_RUN_AFTER_EVERY == 0:
            assert_next_run_works(workspace, before)
            before = workspace.published_bytes()
        if kills == KILLS:
            return
    pytest.fail(f"only {kills} of {KILLS} kills came before the end")


@pytest.mark.parametrize("growth", [0, 1, 250_000])
def test_kill_while_publishing(workspace: Workspace, growth: int) -> None:
    """Killed as soon as the new file beside the published one has grown to a size."""
    before = workspace.published_bytes()

    def is_publishing(_: float) -> bool:
        return any(size(file) >= growth for file in temporary_files(workspace))

    ended = run(workspace, *BUILD, kill_when=is_publishing)
    assert ended.was_killed, log_of(workspace)
    assert workspace.published_bytes() == before
    assert temporary_files(workspace)
    assert_next_run_works(workspace, before)


def test_kill_while_the_raw_data_is_landed(fresh: Workspace) -> None:
    """No half file under a final name: a later load lands everything."""
    good = fresh.purchases.read_bytes()
    load = ("load", "cdnow-sample")
    for moment in (0.0, 0.02, 0.05, 0.1, 0.2):
        fresh.purchases.unlink(missing_ok=True)
        run(fresh, *load, kill_when=after(moment))
        assert not fresh.purchases.exists() or len(fresh.purchases.read_bytes()) == len(good)
    assert run(fresh, *load).code == 0, log_of(fresh)
    with duckdb.connect() as connection:
        landed = connection.execute(f"select count(*) from '{fresh.purchases}'").fetchone()
    assert landed == (6919,)


def after(moment: float) -> Callable[[float], bool]:
    """Whether a run has lasted as long as ``moment``, in seconds."""
    return lambda so_far: so_far >= moment


def assert_next_run_works(workspace: Workspace, before: str) -> None:
    """A plain next run ends well, publishes, and leaves nothing of the killed ones behind."""
    ended = run(workspace, *BUILD)
    assert_whole(workspace, ended)
    assert workspace.published_bytes() != before


def assert_whole(workspace: Workspace, ended: Ended) -> None:
    """The published file is the whole result of the last run."""
    assert ended.code in (0, -9), log_of(workspace)
    assert last_run_is_published(workspace)
    assert one(workspace.published_file, "select count(*) from marts.orders_seen") == 6919
    if ended.code == 0:
        assert not temporary_files(workspace)


def last_run_is_published(workspace: Workspace) -> bool:
    """Whether the build file's last run passed and is the published file's last run too."""
    query = "select run_id, status from quality.runs order by started_at desc limit 1"
    last = rows(workspace.build_file, query)[0]
    return last[1] == "passed" and rows(workspace.published_file, query)[0] == last


def temporary_files(workspace: Workspace) -> list[Path]:
    return list(workspace.published_file.parent.glob(".*.tmp*"))


def size(file: Path) -> int:
    """The size of a file; -1 if it is gone already."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return -1


def log_of(workspace: Workspace) -> str:
    return (workspace.root / "command.log").read_text(encoding="utf-8")[-4000:]
