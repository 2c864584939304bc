"""Klaviyo's kinds of events, and events as arrays before they are written."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from loyalty_warehouse.sample.world import Ints

KINDS = (
    ("Received Email", "Klaviyo"),
    ("Opened Email", "Klaviyo"),
    ("Clicked Email", "Klaviyo"),
    ("Bounced Email", "Klaviyo"),
    ("Marked Email as Spam", "Klaviyo"),
    ("Subscribed to List", "Klaviyo"),
    ("Subscribed to Email Marketing", "Klaviyo"),
    ("Unsubscribed", "Klaviyo"),
    ("Unsubscribed from Email Marketing", "Klaviyo"),
    ("Received SMS", "Klaviyo"),
    ("Clicked SMS", "Klaviyo"),
    ("Failed to Deliver SMS", "Klaviyo"),
    ("Consented to Receive SMS", "Klaviyo"),
    ("Unsubscribed from SMS", "Klaviyo"),
    ("Sent SMS", "Klaviyo"),
    ("Received Push", "Klaviyo"),
    ("Opened Push", "Klaviyo"),
    ("Placed Order", "Shopify"),
    ("Ordered Product", "Shopify"),
)
"""Name and integration of every kind that lands; an event's kind is an index."""
KIND = {name: number for number, (name, _) in enumerate(KINDS)}
NO_MESSAGES = ("Sent SMS", "Placed Order", "Ordered Product")
"""Kinds that are no event of a message: a text from a person to the shop, and sales."""
MESSAGE_KINDS = tuple(name for name, _ in KINDS if name not in NO_MESSAGES)
"""What the warehouse must count as message events."""
NO_BOUNCE, HARD, SOFT = -1, 0, 1


@dataclass(frozen=True)
class Events:
    """Events of one partition; -1 where a column does not apply."""

    kind: Ints
    """Index into KINDS."""
    person: Ints
    at: Ints
    """UTC microseconds."""
    campaign: Ints
    """Row of Shop.campaigns."""
    machine_open: Ints
    """1 or 0 for openings."""
    bounce: Ints
    """HARD or SOFT."""
    order: Ints
    """Row of Orders, for sales."""
    line: Ints
    """Row of OrderLines, for lines."""

    def __len__(self) -> int:
        return len(self.kind)

    def rows(self, rows: Ints) -> Events:
        """The events of some rows."""
        return Events(*(getattr(self, field.name)[rows] for field in fields(self)))


def happened(kind: str | Ints, person: Ints, at: Ints, **columns: Ints) -> Events:
    """Events of one kind, or of a kind each."""
    count = len(person)
    kinds = np.full(count, KIND[kind], np.int64) if isinstance(kind, str) else kind
    rest = {
        field.name: columns.get(field.name, np.full(count, -1, np.int64))
        for field in fields(Events)
        if field.name not in ("kind", "person", "at")
    }
    return Events(kinds, person, at, **rest)


def together(parts: list[Events]) -> Events:
    """All events in order of time, then person and kind."""
    joined = Events(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Events))
    )
    return joined.rows(np.lexsort((joined.line, joined.kind, joined.person, joined.at)))
