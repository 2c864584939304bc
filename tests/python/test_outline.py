"""The outline of a project is read again from dbt only when something it is made from changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from loyalty_warehouse.outline import Record, read_outline
from loyalty_warehouse.settings import Paths, Shop


def manifest() -> SimpleNamespace:
    """A project of one model and one source, and a base model that is not enabled."""

    def model(name: str, **meta: Any) -> SimpleNamespace:
        return SimpleNamespace(
            unique_id=f"model.shop.{name}",
            name=name,
            resource_type="model",
            fqn=["shop", "conformed", name],
            description="",
            depends_on=SimpleNamespace(nodes=["source.shop.till.tickets"]),
            config=SimpleNamespace(meta=meta),
            columns={},
        )

    source = SimpleNamespace(
        **{"source_name": "till", "name": "tickets", "identifier": "tickets", "schema": "raw"},
        **{
            "database": "db",
            "relation_name": '"db"."raw"."tickets"',
            "description": "",
            "meta": {},
        },
        config=SimpleNamespace(meta={"optional": True}, extra={}),
        columns={},
    )
    return SimpleNamespace(
        nodes={"model.shop.orders": model("orders")},
        sources={"source.shop.till.tickets": source},
        disabled={"model.shop.base_new__a": [model("base_new__a", landing={"key": ["id"]})]},
    )


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / "models").mkdir()
    (tmp_path / "dbt_project.yml").write_text("name: shop\n")
    (tmp_path / "models" / "s.yml").write_text("schema: \"{{ env_var('OUTLINE_TEST', 'raw') }}\"\n")
    return Paths(tmp_path, *(tmp_path / name for name in ("raw", "cache", "build", "published")))


def test_it_is_parsed_once_and_holds_what_can_be_looked_at(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[SimpleNamespace] = []

    def parse() -> SimpleNamespace:
        parsed.append(manifest())
        return parsed[-1]

    def read(systems: dict[str, list[str]]) -> Record:
        shop = Shop("look", systems, paths.project, {"systems": systems})
        return read_outline(paths, shop, parse)

    outline = read({"till": ["orders"]})
    assert outline.nodes["model.shop.orders"].depends_on.nodes == ["source.shop.till.tickets"]
    assert outline.nodes["model.shop.base_new__a"].config.meta.landing.key == ["id"]
    assert outline.sources["source.shop.till.tickets"].config.meta["optional"] is True
    assert read({"till": ["orders"]}) == outline
    assert len(parsed) == 1

    changes: list[Callable[[], object]] = [
        lambda: (paths.project / "models" / "orders.sql").write_text("select 1"),
        lambda: monkeypatch.setenv("OUTLINE_TEST", "other"),
        lambda: (paths.build / "look" / "outline.json").write_text("{"),
    ]
    for number, change in enumerate(changes, start=2):
        change()
        read({"till": ["orders"]})
        read({"till": ["orders"]})
        assert len(parsed) == number
    read({"till": ["orders", "refunds"]})
    assert len(parsed) == len(changes) + 2
