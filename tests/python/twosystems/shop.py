"""Puts the two systems into a copy of the project.

The models end in `.sql.jinja` here: dbt would take a `.sql` file below `tests/` for a test.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from project import Project, copy_project

NAME = "two_systems"
MODELS = Path(__file__).with_name("models")
VARIABLES: dict[str, Any] = {
    "shop": NAME,
    "systems": {
        "till": ["orders", "order_lines", "refunds", "customer_records", "products"],
        "web": ["orders"],
    },
    "time_zone": "Europe/Paris",
    "reporting_currency": "EUR",
}


def model(name: str) -> str:
    """The SQL of one of the two systems' models."""
    return (MODELS / f"{name}.sql.jinja").read_text()


def copy_with_two_systems(root: Path) -> Project:
    """A copy of the project with the staging folders of both systems."""
    project = copy_project(root)
    for file in MODELS.glob("*.sql.jinja"):
        name = file.name.removesuffix(".sql.jinja")
        system = name.removeprefix("base_").split("__")[0]
        project.write(f"models/staging/{system}/{name}.sql", model(name))
    return project
