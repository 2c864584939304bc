"""The outline of a parsed project: what the commands that only look need of dbt's manifest.

dbt takes many seconds to start and to read the project. The outline is kept beside the shop's
builds, with a digest of everything that it was made from, and read in its place until one of the
project's files, the shop's settings or a variable of the environment that a file names changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from loyalty_warehouse.fingerprint import below
from loyalty_warehouse.settings import Paths, Shop, ensure_folder
from loyalty_warehouse.wheels import sha256_of

FORMAT = 2
"""Goes up when what is kept changes."""
PARTS = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "snapshots", "tests")
READ_BY_DBT = (".sql", ".yml", ".yaml", ".csv", ".md")
ENVIRONMENT = re.compile(r"env_var\(\s*['\"]+(\w+)")


class Record(dict[str, Any]):
    """A mapping whose entries are attributes too, as those of dbt's own objects are."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def read_outline(paths: Paths, shop: Shop, parse: Callable[[], Any]) -> Record:
    """The outline of a shop's project; ``parse`` gives dbt's manifest if the kept one is old."""
    file = paths.build / shop.name / "outline.json"
    made_from = _digest(paths, shop)
    if (kept := _kept(file, made_from)) is not None:
        return kept
    text = json.dumps({"made_from": made_from, "outline": outline(parse())}, default=str)
    ensure_folder(file.parent)
    new = file.with_suffix(f".{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    new.replace(file)
    found: Record = json.loads(text, object_hook=Record).outline
    return found


def outline(manifest: Any) -> dict[str, Any]:
    """Models, tests, seeds and sources of a manifest as plain values."""
    kinds = ("model", "test", "seed", "snapshot")
    found = [*manifest.nodes.items(), *_disabled_landings(manifest)]
    nodes = {key: node for key, node in found if str(node.resource_type) in kinds}
    sources = {key: node for key, node in found if str(node.resource_type) == "source"}
    return {
        "nodes": {key: _node(node) for key, node in nodes.items()},
        "sources": {key: _source(source) for key, source in (sources | manifest.sources).items()},
    }


def _disabled_landings(manifest: Any) -> list[tuple[str, Any]]:
    """Sources and base models of folders that cannot be built yet: they can be looked at."""
    found = [(key, node) for key, nodes in manifest.disabled.items() for node in nodes]
    return [
        (key, node)
        for key, node in found
        if str(node.resource_type) == "source" or node.name.startswith("base_")
    ]


def _node(node: Any) -> dict[str, Any]:
    test = getattr(node, "test_metadata", None)
    return {
        "unique_id": node.unique_id,
        "name": node.name,
        "resource_type": str(node.resource_type),
        "fqn": list(node.fqn),
        "description": node.description,
        "raw_code": getattr(node, "raw_code", "") if "staging" in node.fqn else "",
        "depends_on": {"nodes": list(getattr(node.depends_on, "nodes", []))},
        "config": {
            "meta": node.config.meta,
            "severity": str(getattr(node.config, "severity", "")),
        },
        "columns": _columns(node),
        "attached_node": getattr(node, "attached_node", None),
        "test_metadata": {"name": test.name, "kwargs": test.kwargs} if test else None,
    }


def _source(source: Any) -> dict[str, Any]:
    names = ("source_name", "name", "identifier", "schema", "database", "relation_name")
    return {
        **{name: getattr(source, name) for name in names},
        "description": source.description,
        "meta": source.meta,
        "config": {"meta": source.config.meta, "extra": source.config.extra},
        "columns": _columns(source),
    }


def _columns(node: Any) -> dict[str, Any]:
    return {
        name: {
            "name": column.name,
            "data_type": column.data_type,
            "description": column.description,
            "meta": column.meta,
            "config": {"meta": column.config.meta},
        }
        for name, column in node.columns.items()
    }


def _kept(file: Path, made_from: str) -> Record | None:
    """The outline that the file holds; None if it was made from something else."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"), object_hook=Record)
        found: Record | None = kept.outline if kept.made_from == made_from else None
        return found
    except (OSError, ValueError, AttributeError):
        return None


def _digest(paths: Paths, shop: Shop) -> str:
    """Of everything that the manifest is made from."""
    places = [str(FORMAT), str(paths.project), str(paths.raw), str(paths.build_file(shop.name))]
    digest = hashlib.sha256(json.dumps([places, shop.variables], default=str).encode())
    named: set[str] = set()
    for file in _files(paths):
        digest.update(f"\n{paths.shown(file)}:{sha256_of(file)}".encode())
        if file.suffix in (".yml", ".yaml", ".sql"):
            named.update(ENVIRONMENT.findall(file.read_text(encoding="utf-8", errors="replace")))
    ours = {"WAREHOUSE_DUCKDB_PATH", "WAREHOUSE_RAW_PATH", "WAREHOUSE_RUN_ID"}
    digest.update(
        json.dumps({name: os.environ.get(name) for name in sorted(named - ours)}).encode()
    )
    return digest.hexdigest()


def _files(paths: Paths) -> Iterator[Path]:
    for part in PARTS:
        place = paths.project / part
        found: Iterable[Path] = [place] if place.is_file() else below(place, "*")
        yield from (file for file in found if file.suffix in READ_BY_DBT)
