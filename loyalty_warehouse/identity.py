"""Why records are one customer, or are not: the chain of evidence between them, from a build file.

Values of identifiers are masked: what is printed may end up in a ticket.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

import duckdb

from loyalty_warehouse.database import opened
from loyalty_warehouse.errors import WarehouseError

LINKS = """
    select edges.record_key, edges.link_key, edges.identifier_key, edges.identifier_kind,
        case when edges.refused_reason is null and edges.strength < components.least_strength
            then 'limit_of_group' else edges.refused_reason end,
        signals.identifier_value, cast(edges.first_seen_at as date)
    from intermediate.int_identity_edges as edges
    join intermediate.int_identity_components as components using (record_key)
    left join intermediate.int_identity_signals as signals
        on edges.record_key = signals.record_key
        and edges.identifier_key = signals.identifier_key
        and edges.identifier_kind = signals.identifier_kind
    where edges.record_key in (
        select customer_record_key from intermediate.int_customer_map where customer_id in {ids})
    union all
    select record_key, identifier_key, identifier_key, 'decision ' || decision_id, null, null, null
    from intermediate.int_identity_decisions
    where decision = 'link'
    order by all"""
RECORD = """
    select customer_record_key, customer_id, source_system, record_type, customer_record_id
    from intermediate.int_customer_map"""


@dataclass(frozen=True)
class Record:
    """A record and its customer."""

    key: int
    customer_id: int
    system: str
    record_type: str
    record_id: str

    def __str__(self) -> str:
        kind = "" if self.record_type == "customer" else f"{self.record_type} "
        return f"{self.system}:{kind}{self.record_id}"


@dataclass(frozen=True)
class Link:
    """A record and one of its identifiers; a reason if they are not linked."""

    record: int
    identifier: int
    """What links: the value, or the value in a later period of its use."""
    value_key: int
    kind: str
    refused: str | None
    value: str | None
    since: object

    def __str__(self) -> str:
        since = f", since {self.since}" if self.since else ""
        shown = f"{self.kind} {masked(self.value)}" if self.value else self.kind
        return f"{shown}{since}"


def masked(value: str) -> str:
    """An identifier as it may be shown: its first and last characters.

    >>> masked("anna.bell@gmail.com"), masked("+33180000100"), masked("ab")
    ('a…l@gmail.com', '+3…00', '…')
    """
    name, at, domain = value.partition("@")
    if at:
        return f"{name[:1]}…{name[-1:]}@{domain}"
    return f"{value[:2]}…{value[-2:]}" if len(value) > 6 else "…"


def explain(build_file: Path, names: list[str]) -> list[str]:
    """The sentences that say why one record, or two, are the customers that they are.

    ``names`` are ``system:id`` of customer records or ``system:order:id`` of guest orders. Raises
    WarehouseError if there is no build, or no such record.
    """
    if not build_file.exists():
        raise WarehouseError(f"There is no build at {build_file}: run `warehouse build`.")
    with opened(build_file) as connection:
        try:
            records = [find(connection, name) for name in names]
            ids = tuple({record.customer_id for record in records})
            rows = connection.execute(LINKS.format(ids=f"({', '.join(map(str, ids))})")).fetchall()
            links = [Link(*row) for row in rows]
            query = f"{RECORD} where customer_id in ({', '.join(map(str, ids))})"
            known = {row[0]: Record(*row) for row in connection.execute(query).fetchall()}
        except duckdb.CatalogException as error:
            raise WarehouseError(
                f"{build_file} has no identity yet: run `warehouse build`."
            ) from error
    if len(records) == 1:
        return _alone(records[0], links, known)
    return _together(records[0], records[1], links, known)


def find(connection: duckdb.DuckDBPyConnection, name: str) -> Record:
    """The record that a name means; raises WarehouseError if there is none."""
    system, _, rest = name.partition(":")
    is_order = rest.startswith("order:")
    row = connection.execute(
        f"{RECORD} where source_system = ? and record_type = ? and customer_record_id = ?",
        [system, "order" if is_order else "customer", rest.removeprefix("order:")],
    ).fetchone()
    if row is None:
        raise WarehouseError(
            f"There is no record {name}: write system:id, such as shopify:6000000000000, or "
            "system:order:id for a guest order."
        )
    return Record(*row)


def _alone(record: Record, links: list[Link], known: dict[int, Record]) -> list[str]:
    """Its customer, the customer's records, its own identifiers."""
    others = [one for one in known.values() if one.customer_id == record.customer_id]
    told = [f"{record} is customer {record.customer_id}, with {len(others)} records in all."]
    for link in links:
        if link.record == record.key:
            answer = f"no link: {link.refused}" if link.refused else "links"
            told.append(f"  {link}: {answer}")
    return told


def _together(one: Record, other: Record, links: list[Link], known: dict[int, Record]) -> list[str]:
    """The chain from one record to the other, or what keeps them apart."""
    if one.customer_id != other.customer_id:
        told = [f"{one} is customer {one.customer_id}, {other} is customer {other.customer_id}."]
        mine = {link.value_key: link for link in links if link.record == one.key}
        for link in links:
            if link.record == other.key and link.value_key in mine:
                here = mine[link.value_key]
                is_later = link.identifier != here.identifier
                reason = link.refused or here.refused
                reason = reason or ("outside_window" if is_later else "a limit of the group")
                told.append(f"  They share {link}, which is no link: {reason}.")
        return told if len(told) > 1 else [*told, "  They share no identifier."]
    told = [f"{one} and {other} are customer {one.customer_id}."]
    for before, link, after in _chain(one.key, other.key, links):
        told.append(f"  {known.get(before, before)} - {link} - {known.get(after, after)}")
    return told


def _chain(start: int, end: int, links: list[Link]) -> list[tuple[int, Link, int]]:
    """The fewest steps from record to record over accepted identifiers."""
    holders: dict[int, list[Link]] = {}
    for link in links:
        if not link.refused:
            holders.setdefault(link.identifier, []).append(link)
            holders.setdefault(link.record, []).append(link)
    came_by: dict[int, tuple[int, Link]] = {}
    waiting, seen = deque([start]), {start}
    while waiting and end not in seen:
        node = waiting.popleft()
        for link in holders.get(node, []):
            for after in (link.record, link.identifier):
                if after not in seen:
                    seen.add(after)
                    came_by[after] = (node, link)
                    waiting.append(after)
    records = {link.record for link in links} | {start, end}
    steps: list[tuple[int, Link, int]] = []
    node, after = end, end
    while node in came_by:
        before, link = came_by[node]
        if before in records:
            steps.append((before, link, after))
            after = before
        node = before
    return steps[::-1]
