"""A project of some models of the warehouse on views that stand for what they read."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from spark.dbt_runs import PROJECT

PARTS = ("dbt_project.yml", "profiles.yml")


def some_models_project(
    root: Path,
    names: Iterable[str],
    given: Mapping[str, str],
    seeds: Iterable[str] = (),
    with_data_tests: bool = False,
) -> Path:
    """Write the project below ``root``: models by their path below models/, contracts included.

    ``given`` has the queries of the relations that the models read (of a name, or of a path where
    the folder matters); unit tests stay behind.
    """
    shutil.copytree(PROJECT / "macros", root / "macros")
    shutil.copytree(PROJECT / "tests" / "generic", root / "tests" / "generic")
    for part in PARTS:
        shutil.copy(PROJECT / part, root / part)
    _copy_seeds(root / "seeds", set(seeds))
    for name in names:
        target = root / "models" / f"{name}.sql"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / "models" / f"{name}.sql", target)
        described = yaml.safe_load((PROJECT / "models" / f"{name}.yml").read_text())
        if not with_data_tests:
            _drop_data_tests(described["models"])
        text = yaml.safe_dump({"models": described["models"]}, sort_keys=False)
        target.with_suffix(".yml").write_text(text)
    for name, query in given.items():
        target = root / "models" / f"{name if '/' in name else f'given/{name}'}.sql"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = "{{ config(materialized='view', contract={'enforced': false}) }}\n" + query
        target.write_text(text)
    return root


def _copy_seeds(folder: Path, names: set[str]) -> None:
    """Copy seeds with the types of their columns."""
    folder.mkdir()
    for name in names:
        shutil.copy(PROJECT / "seeds" / f"{name}.csv", folder)
    for file in (PROJECT / "seeds").glob("*.yml"):
        described = yaml.safe_load(file.read_text())
        kept = [seed for seed in described.get("seeds", []) if seed["name"] in names]
        _drop_data_tests(kept)
        (folder / file.name).write_text(yaml.safe_dump({"seeds": kept}))


def _drop_data_tests(nodes: list[dict[str, Any]]) -> None:
    for node in nodes:
        for part in (node, *node.get("columns", [])):
            part.pop("data_tests", None)
