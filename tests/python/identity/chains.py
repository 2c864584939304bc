"""Chains of links from records to the one their customer is called after, and what is wrong there.

What must come out is worked out in another way: the strongest weakest link by the components of the
graph at each strength, the rest by following the chain.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from one_model import one_model_project

from .graphs import components

STRENGTHS = {"loyalty_card": 3, "email": 2, "phone": 1, "decision": 0}
COLUMNS = """record_key, anchor_key, linked_record_key, link_path, weakest_kind, least_strength,
    link_count"""


class Held(NamedTuple):
    """What links a record; nothing if the key is None."""

    anchor: int
    record: int
    key: int | None
    kind: str | None
    strength: int | None


class Chain(NamedTuple):
    """A row of int_identity_paths."""

    record: int
    anchor: int
    linked: int | None
    path: str | None
    weakest: str | None
    strength: int | None
    link_count: int | None


def held(anchor: int, record: int, key: int, kind: str) -> Held:
    """A link of a kind of the seed."""
    return Held(anchor, record, key, kind, STRENGTHS[kind])


BY_HAND = [
    *[held(1, 1, 101, "loyalty_card"), held(1, 2, 101, "loyalty_card")],
    *[held(1, 2, 102, "email"), held(1, 3, 102, "email")],
    *[held(1, 1, 103, "phone"), held(1, 3, 103, "phone"), held(1, 4, 103, "phone")],
    *[held(1, 4, 104, "email"), held(1, 5, 104, "email")],
    *[held(1, 5, 105, "decision"), held(1, 6, 105, "decision")],
    *[held(1, 6, 106, "loyalty_card"), held(1, 7, 106, "loyalty_card")],
    Held(1, 8, None, None, None),
    # Another customer's record holds the first card, too.
    *[held(20, 20, 201, "email"), held(20, 21, 101, "loyalty_card")],
]
WORKED_OUT = [
    Chain(1, 1, None, None, None, 4, 0),
    Chain(2, 1, 1, "loyalty_card", "loyalty_card", 3, 1),
    # By telephone it would be one link, but a weaker one.
    Chain(3, 1, 2, "email -> loyalty_card", "email", 2, 2),
    Chain(4, 1, 1, "phone", "phone", 1, 1),
    Chain(5, 1, 4, "email -> phone", "phone", 1, 2),
    Chain(6, 1, 5, "decision -> email -> phone", "decision", 0, 3),
    Chain(7, 1, 6, "loyalty_card -> decision -> email -> phone", "decision", 0, 4),
    Chain(8, 1, None, None, None, None, None),
    Chain(20, 20, None, None, None, 4, 0),
    Chain(21, 20, None, None, None, None, None),
]


def long_chain(anchor: int, links: int) -> list[Held]:
    """Records that share an e-mail address with the next one each."""
    pairs = [(anchor + n, n + step) for step in (0, 1) for n in range(links + 1)]
    return [held(anchor, record, 10**7 + key, "email") for record, key in sorted(pairs)]


def many_customers(seed: int = 5, customers: int = 200) -> list[Held]:
    """Customers of up to a dozen records with a few values in common."""
    draw = random.Random(seed)
    found = set()
    for number in range(customers):
        anchor = 10_000 + number * 100
        records = range(anchor, anchor + draw.randint(1, 12))
        for record in records:
            found.add(Held(anchor, record, None, None, None))
            for _ in range(draw.randint(1, 3)):
                kind = draw.choice(list(STRENGTHS))
                key = 10 * draw.randint(0, 5) + STRENGTHS[kind]
                found.add(held(anchor, record, 10**6 + number * 100 + key, kind))
    return sorted(found, key=str)


def wrong(links: Iterable[Held], chains: Iterable[Chain]) -> list[Chain]:
    """The chains that are not the ones to tell; records without one are among them."""
    told = {chain.record: chain for chain in chains}
    links = list(links)
    holds: dict[int, set[tuple[int, int, str, int]]] = defaultdict(set)
    for link in links:
        if link.key is not None and link.kind is not None and link.strength is not None:
            holds[link.record].add((link.anchor, link.key, link.kind, link.strength))
    reached = {strength: _reached(links, strength) for strength in range(4)}
    strongest = {
        record: max((s for s in range(4) if record in reached[s]), default=None) for record in told
    }
    records = {link.record for link in links}
    return [told[record] for record in told if record not in records] + [
        chain
        for record in records
        if (chain := told.get(record, Chain(record, 0, None, None, None, None, None)))
        and not _is_right(chain, told, holds, strongest.get(record))
    ]


def _reached(links: list[Held], strength: int) -> set[int]:
    """Records that are in their anchor's component by links of at least a strength."""
    nodes: dict[tuple[int, str, int], int] = {}
    edges = []
    for link in links:
        if link.key is not None and link.strength is not None and link.strength >= strength:
            record = nodes.setdefault((link.anchor, "record", link.record), len(nodes))
            edges.append((record, nodes.setdefault((link.anchor, "key", link.key), len(nodes))))
    anchors = {
        node for (anchor, what, one), node in nodes.items() if what == "record" and one == anchor
    }
    found = {node for group in components(edges) if group & anchors for node in group}
    return {one for (_, what, one), node in nodes.items() if what == "record" and node in found}


def _is_right(
    chain: Chain,
    told: dict[int, Chain],
    holds: dict[int, set[tuple[int, int, str, int]]],
    best: int | None,
) -> bool:
    """Whether a chain is as strong as can be, and made of links and of the next record's chain."""
    if chain.record == chain.anchor:
        return chain[2:] == (None, None, None, 4, 0)
    if best is None or chain.linked is None or chain.path is None or chain.link_count is None:
        return best is None and chain[2:] == (None,) * 5
    after = told[chain.linked]
    if after.strength is None or after.link_count is None:
        return False
    kind, _, rest = chain.path.partition(" -> ")
    keys = {key for anchor, key, *_ in holds[chain.linked] if anchor == chain.anchor}
    shared = [
        strength
        for _, key, held_kind, strength in holds[chain.record]
        if (held_kind, key in keys) == (kind, True)
    ]
    weakest = (after.strength, after.weakest)
    if shared and max(shared) <= after.strength:
        weakest = (max(shared), kind)
    return (
        after.anchor == chain.anchor
        and bool(shared)
        and rest == (after.path or "")
        and chain.link_count == after.link_count + 1
        and (chain.strength, chain.weakest) == weakest
        and chain.strength == best
    )


def write_project(root: Path, engine: str, links: Iterable[Held]) -> Path:
    """The macros of the warehouse with the links as a model of the materialization link_paths."""
    rows = ", ".join(
        f"({', '.join('null' if one is None else repr(one) for one in link)})" for link in links
    )
    table = {"duckdb": f"(values {rows})", "spark": f"values {rows}"}[engine]
    return one_model_project(
        root,
        "chains",
        f"""{{{{ config(materialized='link_paths') }}}}
        select cast(a as bigint) as anchor_key, cast(b as bigint) as record_key,
            cast(c as bigint) as link_key, d as identifier_kind, cast(e as int) as strength
        from {table} as t (a, b, c, d, e)""",
    )
