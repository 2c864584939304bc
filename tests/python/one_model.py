"""A project of one model below models/intermediate with the macros of the warehouse."""

from __future__ import annotations

import shutil
from pathlib import Path

from spark.dbt_runs import PROJECT


def one_model_project(root: Path, name: str, query: str) -> Path:
    """Write the project below ``root``; ``query`` is the model's text, its config included."""
    shutil.copytree(PROJECT / "macros", root / "macros")
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / part, root / part)
    models = root / "models" / "intermediate"
    models.mkdir(parents=True)
    (models / f"{name}.sql").write_text(query, encoding="utf-8")
    return root
