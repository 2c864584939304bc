"""What each mart is made from, read from dbt's manifest: models, raw tables, entities, systems.

Which entities fill a column of a mart is told by the first that applies: the column's
`meta.needs` in the YAML (a list of entities, empty for none); the entities upstream whose contract
has a column of that name; the entities whose name stands in the column's (refunds:
`historic_refund_amount`). Which entities a mart has its rows from is told by its `meta.rows_from`,
else it is taken for those that it reads by the fewest references.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

CLOCK = "int_as_of"
"""The model that says what day it is: a mart that reads it is not made from what it reads."""


@dataclass(frozen=True)
class Lineage:
    """A mart and everything upstream of it."""

    mart: str
    tables: frozenset[str] = frozenset()
    """Raw tables upstream, as `system.table`."""
    entities: Mapping[str, int] = field(default_factory=dict)
    """Conformed entities upstream, with the number of references from the mart to them."""
    fills: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """Columns of the mart with the entities that fill them, where that is known."""
    guessed: frozenset[str] = field(default=frozenset(), repr=False)
    """Columns of which only their name hints at what fills them: nothing is foretold of them."""
    rows_from: tuple[str, ...] = ()
    """The entities of which one at least must be delivered for any row; empty if not told."""
    elsewhere: frozenset[str] = field(default=frozenset(), repr=False)
    """Names of models, raw tables and systems that the mart has nothing to do with."""

    def concerns(self, checked: str | None) -> bool:
        """Whether a check of a model, a raw table (`system.table`) or a system speaks of the mart.

        What is checked in the quality layer, or belongs to no model, concerns every mart.
        """
        return checked not in self.elsewhere

    def nearest(self) -> list[str]:
        """The entities that the mart reads by the fewest references: without them it is empty."""
        least = min(self.entities.values(), default=0)
        return sorted(name for name, steps in self.entities.items() if steps == least)

    def blamed(self, missing: Container[str]) -> list[str]:
        """The missing entities for which the mart is empty, if it is empty."""
        return [name for name in self.rows_from or self.nearest() if name in missing]

    def is_empty_without(self, missing: Container[str]) -> bool:
        """Whether the mart cannot have a row."""
        needed = self.rows_from or tuple(self.entities)
        return bool(needed) and all(name in missing for name in needed)

    def null_columns(self, missing: Set[str]) -> dict[str, frozenset[str]]:
        """The columns that are null in every row as nothing that fills them is delivered."""
        return {name: fills for name, fills in self.fills.items() if fills and fills <= missing}


@dataclass(frozen=True)
class MartState:
    """What missing entities mean for a mart, before it is built; the grades measure it after."""

    mart: str
    state: str
    """complete, columns null (in every row) or empty (no row)."""
    lacks: tuple[str, ...]
    """The missing entities that make it so."""
    columns: tuple[str, ...] = ()
    """The columns that are null in every row."""


def expected_states(lineages: Iterable[Lineage], missing: Set[str]) -> list[MartState]:
    """The state of each mart if these entities are not delivered, by the rules of the grades."""
    return [_expected_state(lineage, missing) for lineage in lineages]


def _expected_state(lineage: Lineage, missing: Set[str]) -> MartState:
    if lineage.is_empty_without(missing):
        return MartState(lineage.mart, "empty", tuple(lineage.blamed(missing)))
    null = lineage.null_columns(missing)
    columns = {name: fills for name, fills in null.items() if name not in lineage.guessed}
    lacks = tuple(sorted(frozenset().union(*columns.values())))
    return MartState(lineage.mart, "columns null" if columns else "complete", lacks, (*columns,))


def lineages(manifest: Any) -> list[Lineage]:
    """The lineage of every mart of a parsed project, by name."""
    models = _models(manifest)
    names = {_name(node) for node in models.values() if _folder(node) != "quality"}
    names |= {_table(source) for source in manifest.sources.values()}
    names |= {str(source.source_name) for source in manifest.sources.values()}
    marts = [node for node in models.values() if _folder(node) == "marts"]
    return [_lineage(mart, manifest, names) for mart in sorted(marts, key=_name)]


def _lineage(mart: Any, manifest: Any, names: set[str]) -> Lineage:
    models, sources = _models(manifest), manifest.sources
    made_from = _upstream(mart, models, without=CLOCK)
    above = _upstream(mart, models)
    concerned = {_name(mart), *(_name(models[key]) for key in above if key in models)}
    concerned |= {_table(sources[key]) for key in above if key in sources}
    concerned |= {str(sources[key].source_name) for key in above if key in sources}
    entities = {key: models[key] for key in made_from if key in models}
    entities = {key: node for key, node in entities.items() if _folder(node) == "conformed"}
    contracts = [*entities.values()]
    guessed = {
        name for name in mart.columns if _told_fillers(mart.columns[name], contracts) is None
    }
    return Lineage(
        mart=_name(mart),
        tables=frozenset(_table(sources[key]) for key in made_from if key in sources),
        entities={_name(node): made_from[key] for key, node in entities.items()},
        fills={name: _fillers(mart.columns[name], contracts) for name in mart.columns},
        guessed=frozenset(guessed),
        rows_from=tuple(mart.config.meta.get("rows_from", ())),
        elsewhere=frozenset(names - concerned),
    )


def _upstream(node: Any, models: dict[str, Any], without: str = "") -> dict[str, int]:
    """The unique id of everything a node is made from, with the references between them.

    `without` names a model that is left out with what only it reads.
    """
    seen: dict[str, int] = {}
    level, steps = list(node.depends_on.nodes), 1
    while level:
        new = [key for key in dict.fromkeys(level) if key not in seen]
        new = [key for key in new if key not in models or _name(models[key]) != without]
        seen |= dict.fromkeys(new, steps)
        level = [p for key in new if key in models for p in models[key].depends_on.nodes]
        steps += 1
    return seen


def _fillers(column: Any, entities: list[Any]) -> frozenset[str]:
    """The entities that fill a column of a mart; see the module's description."""
    if (told := _told_fillers(column, entities)) is not None:
        return told
    return frozenset(
        _name(node) for node in entities if _stem(_name(node)) in column.name.split("_")
    )


def _told_fillers(column: Any, entities: list[Any]) -> frozenset[str] | None:
    """The entities that the YAML or a column of the same name tells of; None if there are none."""
    declared = {**column.config.meta, **column.meta}.get("needs")
    if declared is not None:
        return frozenset(declared)
    return frozenset(_name(node) for node in entities if column.name in node.columns) or None


def _stem(entity: str) -> str:
    """The telling word of an entity's name, in the singular: message_events gives message."""
    word = entity.split("_")[0]
    return word.removesuffix("s")


def _models(manifest: Any) -> dict[str, Any]:
    kinds = ("model", "snapshot")
    return {key: n for key, n in manifest.nodes.items() if str(n.resource_type) in kinds}


def _folder(node: Any) -> str:
    """The layer's folder that a model lies in."""
    return str(node.fqn[1]) if len(node.fqn) > 2 else ""


def _name(node: Any) -> str:
    return str(node.name)


def _table(source: Any) -> str:
    return f"{source.source_name}.{source.name}"
