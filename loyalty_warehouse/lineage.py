"""What each mart is made from, read from dbt's manifest: models, raw tables, entities, systems.

Which entities fill a column of a mart is told by the first that applies: the column's
`meta.needs` in the YAML (a list of entities, or of columns of them as `orders.source`; empty if it
is right to be null in every row); the entities upstream whose contract has a column of that name;
the entities whose name stands in the column's (refunds: `historic_refund_amount`). Which entities a
mart has its rows from is told by its `meta.rows_from`, else it is taken for those that it reads by
the fewest references.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

LOOKUPS = ("int_as_of", "int_customer_map", "int_checkout_customers")
"""Models that only say what day it is and who somebody is: no mart is made from what they read."""
NOT_TELLING = ("customer",)
"""Words that columns of any origin have in their names."""


@dataclass(frozen=True)
class Lineage:
    """A mart and everything upstream of it."""

    mart: str
    tables: frozenset[str] = frozenset()
    """Raw tables upstream, as `system.table`; not those that only a lookup reads."""
    entities: Mapping[str, int] = field(default_factory=dict)
    """Conformed entities upstream, with the number of references from the mart to them."""
    fills: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """Columns of the mart with the entities that fill them, where that is known."""
    may_be_null: frozenset[str] = field(default=frozenset(), repr=False)
    """Columns that may be null in every row: their YAML says so, or they only pass on what an
    entity tells, and no system tells it."""
    rows_from: tuple[str, ...] = ()
    """The entities of which one at least must be delivered for any row; empty if not told."""
    row_tables: frozenset[str] = field(default=frozenset(), repr=False)
    """The raw tables behind the entities that its rows come from."""
    column_tables: frozenset[str] = field(default=frozenset(), repr=False)
    """The raw tables behind the entities that fill one of its columns."""
    if_empty: str = ""
    """Why it may have no row though all is delivered, as its `meta.if_empty` says."""
    elsewhere: frozenset[str] = field(default=frozenset(), repr=False)
    """Names of models, raw tables and systems that the mart has nothing to do with."""
    looked_up: frozenset[str] = field(default=frozenset(), repr=False)
    """Names of those that reach the mart by way of a lookup only."""
    read_words: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """The words of the models, by system, that make entities of its staged rows; in lower case."""

    def concerns(self, checked: str | None) -> bool:
        """Whether a check of a model, a raw table (`system.table`) or a system speaks of the mart.

        What is checked in the quality layer, or belongs to no model, concerns every mart.
        """
        return checked not in self.elsewhere

    def is_made_from(self, checked: str | None) -> bool:
        """Whether it concerns the mart, and not only the day or who somebody is."""
        return self.concerns(checked) and checked not in self.looked_up

    def reads(self, table: str, column: str | None) -> bool:
        """Whether an entity is made with a column of a raw table; True if that is not known."""
        words = self.read_words.get(table.partition(".")[0])
        return column is None or words is None or column.lower() in words

    @property
    def row_entities(self) -> tuple[str, ...]:
        """The entities that its rows come from, as far as that is known."""
        return self.rows_from or tuple(self.nearest())

    @property
    def column_entities(self) -> frozenset[str]:
        """The entities that fill one of its columns, as far as that is known."""
        return frozenset(name.partition(".")[0] for fills in self.fills.values() for name in fills)

    def nearest(self) -> list[str]:
        """The entities that the mart reads by the fewest references: without them it is empty."""
        least = min(self.entities.values(), default=0)
        return sorted(name for name, steps in self.entities.items() if steps == least)

    def blamed(self, missing: Container[str]) -> list[str]:
        """The missing entities for which the mart is empty, if it is empty."""
        if self.rows_from and not self.is_empty_without(missing):
            return []
        return [name for name in self.row_entities if name in missing]

    def is_empty_without(self, missing: Container[str]) -> bool:
        """Whether the mart cannot have a row."""
        needed = self.rows_from or tuple(self.entities)
        return bool(needed) and all(name in missing for name in needed)

    def lacking(self, delivered: Mapping[str, Iterable[str]]) -> set[str]:
        """What no system delivers of the entities, and of their columns that are asked for."""
        asked = {*self.entities, *self.rows_from}.union(*self.fills.values())
        return {name for name in asked if not self._is_told(name, delivered)}

    def _is_told(self, name: str, delivered: Mapping[str, Iterable[str]]) -> bool:
        entity, _, column = name.partition(".")
        return any(self.reads(system, column or None) for system in delivered.get(entity, ()))

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


def expected_states(
    lineages: Iterable[Lineage], delivered: Mapping[str, Iterable[str]]
) -> list[MartState]:
    """The state of each mart by what systems deliver an entity, by the rules of the grades."""
    return [_expected_state(lineage, lineage.lacking(delivered)) for lineage in lineages]


def _expected_state(lineage: Lineage, missing: Set[str]) -> MartState:
    if lineage.is_empty_without(missing):
        return MartState(lineage.mart, "empty", tuple(lineage.blamed(missing)))
    null = lineage.null_columns(missing)
    lacks = tuple(sorted(frozenset().union(*null.values())))
    return MartState(lineage.mart, "columns null" if null else "complete", lacks, (*null,))


def lineages(manifest: Any) -> list[Lineage]:
    """The lineage of every mart of a parsed project, by name."""
    models = _models(manifest)
    names = {_name(node) for node in models.values() if _folder(node) != "quality"}
    names |= {_table(source) for source in manifest.sources.values()}
    names |= {str(source.source_name) for source in manifest.sources.values()}
    words = _read_words(models.values())
    marts = [node for node in models.values() if _folder(node) == "marts"]
    return [_lineage(mart, manifest, names, words) for mart in sorted(marts, key=_name)]


def _lineage(
    mart: Any, manifest: Any, names: set[str], words: Mapping[str, frozenset[str]]
) -> Lineage:
    models, sources = _models(manifest), manifest.sources
    made_from = _upstream(mart, models, without=LOOKUPS)
    entities = {key: models[key] for key in made_from if key in models}
    entities = {key: node for key, node in entities.items() if _folder(node) == "conformed"}
    near = {_name(mart)} | _names_of(made_from, models, sources)
    concerned = near | _names_of(_upstream(mart, models), models, sources)
    contracts = [*entities.values()]
    passed_on = {name for node in contracts for name in node.columns}
    needs = {name: _declared(column) for name, column in mart.columns.items()}
    found = Lineage(
        mart=_name(mart),
        tables=_tables(made_from, sources),
        entities={_name(node): made_from[key] for key, node in entities.items()},
        fills={name: _fillers(mart.columns[name], contracts) for name in mart.columns},
        may_be_null=frozenset(
            name for name, told in needs.items() if not told and (name in passed_on or told == [])
        ),
        rows_from=tuple(mart.config.meta.get("rows_from", ())),
        if_empty=str(mart.config.meta.get("if_empty", "")),
        elsewhere=frozenset(names - concerned),
        looked_up=frozenset(concerned - near),
        read_words=words,
    )
    return replace(
        found,
        row_tables=_tables_of(found.row_entities, entities, models, sources),
        column_tables=_tables_of(found.column_entities, entities, models, sources),
    )


def _tables_of(
    names: Container[str], entities: Mapping[str, Any], models: dict[str, Any], sources: Any
) -> frozenset[str]:
    """The raw tables behind the entities of these names."""
    asked = [node for node in entities.values() if _name(node) in names]
    return _tables({key for node in asked for key in _upstream(node, models, LOOKUPS)}, sources)


def _tables(keys: Iterable[str], sources: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(_table(sources[key]) for key in keys if key in sources)


def _names_of(
    keys: Iterable[str], models: Mapping[str, Any], sources: Mapping[str, Any]
) -> set[str]:
    """The names of models, raw tables and their systems."""
    found = [*keys]
    tables = [sources[key] for key in found if key in sources]
    systems = {str(source.source_name) for source in tables}
    return {_name(models[k]) for k in found if k in models} | {*map(_table, tables)} | systems


def _read_words(models: Iterable[Any]) -> dict[str, frozenset[str]]:
    """System -> the words of its models that read staged rows; nothing of one without such code."""
    found: dict[str, frozenset[str]] = {}
    for node in models:
        code = getattr(node, "raw_code", "").lower()
        if code and _folder(node) == "staging" and not _name(node).startswith(("base_", "stg_")):
            system = str(node.fqn[2])
            found[system] = found.get(system, frozenset()).union(re.findall(r"\w+", code))
    return found


def _upstream(node: Any, models: dict[str, Any], without: tuple[str, ...] = ()) -> dict[str, int]:
    """The unique id of everything a node is made from, with the references between them.

    `without` names models that are left out with what only they read.
    """
    seen: dict[str, int] = {}
    level, steps = list(node.depends_on.nodes), 1
    while level:
        new = [key for key in dict.fromkeys(level) if key not in seen]
        new = [key for key in new if key not in models or _name(models[key]) not in without]
        seen |= dict.fromkeys(new, steps)
        level = [p for key in new if key in models for p in models[key].depends_on.nodes]
        steps += 1
    return seen


def _fillers(column: Any, entities: list[Any]) -> frozenset[str]:
    """The entities that fill a column of a mart; see the module's description."""
    if (declared := _declared(column)) is not None:
        return frozenset(declared)
    named = frozenset(_name(node) for node in entities if column.name in node.columns)
    return named or frozenset(
        _name(node) for node in entities if _stem(_name(node)) in column.name.split("_")
    )


def _declared(column: Any) -> list[str] | None:
    """The entities that the YAML tells of; None if it does not."""
    needs: list[str] | None = {**column.config.meta, **column.meta}.get("needs")
    return needs


def _stem(entity: str) -> str:
    """The telling word of an entity's name, in the singular: message_events gives message."""
    word = entity.split("_")[0].removesuffix("s")
    return "" if word in NOT_TELLING else word


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
