"""The project without the ten simulated systems: for tests of shops that have others.

dbt reads every model of a project, enabled or not; without some two hundred it is ready in a third
of the time, and hundreds of tests start it.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[2]
PARTS = (
    "dbt_project.yml",
    "profiles.yml",
    "models",
    "macros",
    "seeds",
    "shops",
    "analyses",
    "quality",
    "loyalty_warehouse",
    "requirements",
    "tests/generic",
    "tests/conformed",
    "tests/marts",
    "tests/seeds",
)


def sample_systems() -> frozenset[str]:
    """The systems that the shop `sample` names."""
    settings = yaml.safe_load((PROJECT / "shops" / "sample.yml").read_text(encoding="utf-8"))
    return frozenset(settings["systems"])


def copy_parts(root: Path, parts: Iterable[str], without: frozenset[str] = frozenset()) -> Path:
    """Copy parts of the project below ``root``, without the staging folders of some systems."""
    staging = str(PROJECT / "models" / "staging")

    def ignored(folder: str, names: list[str]) -> list[str]:
        return [n for n in names if n == "__pycache__" or (folder == staging and n in without)]

    for part in parts:
        target = root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / part).is_dir():
            shutil.copytree(PROJECT / part, target, ignore=ignored)
        else:
            shutil.copy(PROJECT / part, target)
    return root


@cache
def slim_project() -> Path:
    """One copy for the whole test run, removed at its end; nobody writes into it."""
    folder = tempfile.mkdtemp(prefix="slim-project-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return copy_parts(Path(folder), PARTS, sample_systems())
