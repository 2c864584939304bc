"""A checkout that is moved with its build folder builds on in its new place."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from slim import PROJECT

from loyalty_warehouse.dbt_project import DbtProject
from loyalty_warehouse.settings import Paths, Shop

SETTINGS = """
name: loyalty_warehouse
version: "0.1.0"
config-version: 2
profile: loyalty_warehouse
flags: {send_anonymous_usage_stats: false}
"""


def test_seeds_are_read_where_the_project_stands_now(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "seeds").mkdir(parents=True)
    (old / "seeds" / "colours.csv").write_text("name\nred\n", encoding="utf-8")
    (old / "dbt_project.yml").write_text(SETTINGS, encoding="utf-8")
    shutil.copy(PROJECT / "profiles.yml", old)
    for place in (old, new):
        if place == new:
            old.rename(new)
        paths = replace(Paths.from_environment(), project=place, build=place / "build")
        project = DbtProject(paths, Shop("moved", {}, new))
        (seed,) = project.parsed().nodes.values()
        assert Path(seed.root_path) == place
