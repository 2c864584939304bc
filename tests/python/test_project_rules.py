"""Rules of the house that no linter knows: descriptions, the clock, the border, budgets."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pathspec
import pytest
import yaml
from workspace import PROJECT

MODELS = sorted((PROJECT / "models").glob("**/*.sql"))
LINES = {"staging": 60, "conformed": 60, "intermediate": 90, "marts": 120, "quality": 90}


def code(path: Path) -> str:
    """A model without its comments."""
    return re.sub(r"\{#.*?#\}|--[^\n]*", "", path.read_text(), flags=re.S)


def described() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every model that a YAML file describes, with that file."""
    for path in (PROJECT / "models").glob("**/*.yml"):
        for model in (yaml.safe_load(path.read_text()) or {}).get("models", []):
            yield path, model


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_keep_the_rules(path: Path) -> None:
    text = code(path)
    layer = path.relative_to(PROJECT / "models").parts[0]
    assert not re.search(r"\b(current_date|current_timestamp|now\(\)|getdate\(\))", text, re.I)
    assert "target." not in text, "ask the engine in macros/cross_db only"
    assert layer not in ("marts", "intermediate", "quality") or "ref('stg_" not in text
    assert layer not in ("marts", "intermediate", "quality") or "ref('base_" not in text
    assert sum(1 for line in path.read_text().splitlines() if line.strip()) <= LINES[layer]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_model_and_column_is_described_beside_it(path: Path) -> None:
    # The good rows of a staged table have the columns of its base model: one file says both.
    is_view_of_base = "staged(" in path.read_text()
    stem = path.stem.replace("stg_", "base_", 1) if is_view_of_base else path.stem
    beside = path.with_name(f"{stem}.yml")
    assert beside.exists(), "one YAML file a model, beside it"
    models = {model["name"]: model for model in yaml.safe_load(beside.read_text())["models"]}
    both = {stem, stem.replace("base_", "stg_", 1)} if "stage(" in path.read_text() else {stem}
    assert is_view_of_base or models.keys() == both
    model = models[path.stem]
    assert model["description"].strip()
    assert all(column.get("description", "").strip() for column in model["columns"])


def test_no_yaml_describes_a_model_that_is_gone() -> None:
    assert {model["name"] for _, model in described()} == {path.stem for path in MODELS}


def test_linter_skips_only_models_that_are_one_macro_call() -> None:
    patterns = (PROJECT / ".sqlfluffignore").read_text().splitlines()
    ignored = pathspec.PathSpec.from_lines("gitwildmatch", patterns)
    skipped = [path for path in MODELS if ignored.match_file(path.relative_to(PROJECT))]
    assert {path.parent.parent.name for path in skipped} >= {"staging"}
    for path in skipped:
        assert re.fullmatch(r"\{\{((?!\{\{).)*\}\}", code(path).strip(), re.S), path


def test_no_gate_is_loosened() -> None:
    for path in (PROJECT / "models").glob("**/*.yml"):
        text = path.read_text().partition("\nunit_tests:")[0]
        assert not re.search(r"error_if|warn_if|severity: *warn|enabled: *false", text)


def test_survivorship_rules_name_systems_that_there_are() -> None:
    seed = PROJECT / "seeds" / "survivorship_rules.csv"
    systems = {folder.name for folder in (PROJECT / "models" / "staging").iterdir()} | {"*"}
    with seed.open() as file:
        unknown = {row["source_system"] for row in csv.DictReader(file)} - systems
    assert not unknown, f"in {seed.name} write one of {sorted(systems)} instead of {unknown}"


CLOCKLESS = {
    "customer_records": "a person is no place; time_zone is the person's own, if told",
    "identity_signals": "when something was seen, not where",
    "product_attributes": "an edit of a text",
    "order_lines": "loaded_at only: the clock is the order's",
}
"""Entities with UTC times that need no channel or zone, and why."""
PLACELESS = {"loyalty_tier_changes": "the programme counts, wherever points were earned"}
"""Entities that happen in no channel, and why."""
CHANNELS = {"channel", "contact_channel", "message_channel", "platform"}
UNVALUED = {
    "products": "a price of today has no day, so no rate",
}
"""Entities with money that is not valued in the reporting currency, and why."""


def conformed() -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    """Every entity with its columns by name."""
    for path, model in described():
        if path.parent.name == "conformed":
            yield model["name"], {column["name"]: column for column in model["columns"]}


def test_what_happens_says_where_and_in_whose_time() -> None:
    entities = dict(conformed())
    for name, columns in entities.items():
        assert "source_system" in columns
        has_times = any(column["data_type"] == "timestamp" for column in columns.values())
        if has_times and name not in CLOCKLESS:
            assert "time_zone" in columns, name
            assert name in PLACELESS or CHANNELS & columns.keys(), name
    assert "channel" in entities["order_lines"]
    assert entities.keys() >= CLOCKLESS.keys() | UNVALUED.keys() | PLACELESS.keys()


def test_money_says_its_currency_and_what_it_is_worth_in_the_shops() -> None:
    for name, columns in conformed():
        money = {column for column in columns if re.search(r"(^|_)amount$", column)}
        if money and name not in UNVALUED:
            assert {"currency_code", "reporting_currency_code"} <= columns.keys(), name
            assert any(column.startswith("reporting_") for column in money), name
