"""Which columns of raw tables are personal, and how rows belong to a customer: read from the YAML.

On the columns of a base model (its landing contract), or of the source where it declares them:

- `personal: true`: emptied on the rows of an erased customer;
- `holds: email` or `phone`: replaced; when somebody is erased, the row is whose value it is;
- `holds: url`, `kept: true`: kept, without addresses, phone numbers and full names;
- `names: first`, `last` or `full`: together they are the full name, looked for within texts;
- `identifies: <system>`: the id of a customer's record in that system (or `card`, `device`; a
  prefix after a colon is what the record's id has before the value): replaced, and the row is the
  customer's;
- `mentions: <system>`: such an id that says nothing about whose row it is: replaced; so are the
  fingerprints of payment cards (`payment_card`), and emptied on the customer's rows if others have
  them, too;
- `part_of: <system>.<table>`: the key of a row of that table, whose customer is the row's, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from loyalty_warehouse.landing_contract import Expected, all_tables, meta_of

CONTACTS = ("email", "phone")
PAYMENT_CARD = "payment_card"
THINGS = ("card", "device")
"""What identifies that is no record of a system."""


@dataclass(frozen=True)
class PersonalColumn:
    """A column that is personal, or that says to which row of another table a row belongs."""

    name: str
    is_personal: bool = True
    is_required: bool = False
    holds: str | None = None
    identifies: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    part_of: str | None = None
    is_kept: bool = False
    """Whether its texts stay on the rows of the erased, blotted."""
    names: str | None = None

    @property
    def is_id(self) -> bool:
        """Whether its values name customers."""
        return bool(self.identifies or self.mentions)

    @property
    def is_payment_card(self) -> bool:
        """Whether it holds fingerprints of payment cards, which households share."""
        return PAYMENT_CARD in self.mentions

    @property
    def is_contact(self) -> bool:
        """Whether its values reach customers."""
        return self.holds in CONTACTS

    @property
    def names_a_record(self) -> bool:
        """Whether it says which record of a system the row is about."""
        return bool(set(self.identifies) - set(THINGS))


@dataclass(frozen=True)
class PersonalTable:
    """A raw table with columns that matter to erasure."""

    expected: Expected
    columns: tuple[PersonalColumn, ...]
    key: tuple[str, ...]
    time: str | None
    """The column that says when a row happened."""

    @property
    def name(self) -> str:
        """system.table."""
        return self.expected.name


def personal_tables(manifest: Any, systems: Iterable[str]) -> list[PersonalTable]:
    """The raw tables of systems with personal columns, parents before what is part of them."""
    wanted = set(systems)
    bases = {node.name: node for node in manifest.nodes.values() if node.name.startswith("base_")}
    sources = [source for source in manifest.sources.values() if source.source_name in wanted]
    found = []
    for source, expected in zip(sources, all_tables(sources, bases.values()), strict=True):
        base = bases.get(f"base_{expected.system}__{expected.table}")
        landing = base.config.meta.get("landing", {}) if base is not None else {}
        told = base if base is not None and landing else source
        columns = tuple(_column(column) for column in told.columns.values())
        columns = tuple(one for one in columns if one.is_personal or one.part_of)
        if any(column.is_personal for column in columns):
            times = landing.get("times") or [None]
            key = tuple(landing.get("key", ()))
            found.append(PersonalTable(expected, columns, key, times[0]))
    depth = {table.name: _depth(table, {one.name: one for one in found}) for table in found}
    return sorted(found, key=lambda table: (depth[table.name], table.name))


def personal_columns(manifest: Any) -> dict[str, set[str]]:
    """The columns of each model that are tagged personal, in lower case."""
    return {
        node.name: {
            name.lower()
            for name, column in getattr(node, "columns", {}).items()
            if meta_of(column).get("personal")
        }
        for node in manifest.nodes.values()
    }


def _depth(table: PersonalTable, tables: dict[str, PersonalTable]) -> int:
    parents = [tables[c.part_of] for c in table.columns if c.part_of and c.part_of in tables]
    return max((_depth(parent, tables) + 1 for parent in parents), default=0)


def _column(column: Any) -> PersonalColumn:
    meta = meta_of(column)
    return PersonalColumn(
        name=column.name,
        is_personal=bool(meta.get("personal")),
        is_required=bool(meta.get("required")),
        holds=meta.get("holds"),
        identifies=_several(meta.get("identifies")),
        mentions=_several(meta.get("mentions")),
        part_of=meta.get("part_of"),
        is_kept=meta.get("holds") == "url" or bool(meta.get("kept")),
        names=meta.get("names"),
    )


def _several(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),) if value else ()
