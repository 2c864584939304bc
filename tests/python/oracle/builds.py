"""Real shops: the raw data landed once, and each shop built by dbt into a file of its own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from loyalty_warehouse.datasets import LIFETIMES, SYSTEMS
from loyalty_warehouse.load import load_system
from loyalty_warehouse.settings import Paths
from loyalty_warehouse.wheels import fetch

from .compiled import PROJECT, dbt_build


def land_everything(raw: Path) -> Path:
    """Land every system in the folder ``raw`` from the cached wheels; returns the folder."""
    paths = replace(Paths.from_environment(), raw=raw)
    for data in SYSTEMS.values():
        load_system(paths, data)
    return raw


def cdnow_wheel() -> Path:
    """Return the wheel that carries the CDNOW files."""
    return fetch(LIFETIMES, Paths.from_environment().cache)


BEHIND_STAGING = tuple(
    f"test_type:unit,path:models/{layer}"
    for layer in ("conformed", "intermediate", "marts", "quality")
)
"""Unit tests that are the same in every shop: those of the sample suffice."""


def build_shop(shop: str, as_of: str, raw: Path, folder: Path) -> Path:
    """Build the models of ``shop``; returns the DuckDB file.

    As of the last day of the data (``""``) its tests run as well.
    """
    settings = PROJECT / "shops" / f"{shop}.yml"
    variables: dict[str, Any] = yaml.safe_load(settings.read_text(encoding="utf-8"))
    variables["as_of"] = as_of
    file = folder / "warehouse.duckdb"
    dbt_build(folder, variables, raw, file, tests=() if as_of else BEHIND_STAGING)
    return file
