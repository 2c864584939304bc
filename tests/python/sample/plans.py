"""How DuckDB would run a model of the sample: joins that it can only do row by row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .build import Sample

FEW = 100
"""Rows of a table that may be compared with every row of another: one `as_of`, a seed of rules."""


def compiled_models(sample: Sample) -> list[Path]:
    """The files of compiled models, without their tests."""
    folder = sample.folder / "dbt" / "target" / "compiled"
    files = [file for file in folder.rglob("*.sql") if "models" in file.parts]
    return sorted(file for file in files if not any(part.endswith(".yml") for part in file.parts))


def slow_joins(sample: Sample, files: Iterable[Path]) -> Iterator[str]:
    """Nested-loop joins of two sides that are both more than a few rows: `file: condition`."""
    with sample.connected() as connection:
        for file in files:
            query = f"explain (format json) {file.read_text(encoding='utf-8')}"
            ((_, plan),) = connection.execute(query).fetchall()
            for node in nodes({"children": json.loads(plan)}):
                if node.get("name") == "BLOCKWISE_NL_JOIN":
                    sides = [max(map(rows_of, nodes(side))) for side in node["children"]]
                    if min(sides) > FEW:
                        yield f"{file.name}: {node['extra_info'].get('Condition')}"


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's node and all below it."""
    yield plan
    for child in plan.get("children", []):
        yield from nodes(child)


def rows_of(node: dict[str, Any]) -> int:
    """What DuckDB expects a node to give; 0 where it does not say."""
    return int(node.get("extra_info", {}).get("Estimated Cardinality") or 0)
