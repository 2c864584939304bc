"""Newsletters, promotion mailings, win-back offers and flows of both brands."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.world import (
    BRANDS,
    DAY,
    HOUR,
    NEVER,
    Campaigns,
    Promotions,
    Settings,
)

Row = tuple[str, str, bool, str, int, int, float, str | None, int]
"""Name, kind, is_flow, channel, brand, sent_at, discount, code, code_ends."""

TAGS = ("LUNE", "NORD")
"""How a brand's codes begin."""
FLOWS = (
    ("welcome", 0.10, "BIENVENUE"),
    ("birthday", 0.15, "ANNIV"),
    ("abandoned_checkout", 0.0, None),
    ("post_purchase", 0.0, None),
)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_DAYS = 7
"""Days for which the code of a newsletter holds."""
CODE_EVERY = 4
"""One newsletter in so many holds a code."""


def make_campaigns(settings: Settings, promotions: Promotions, rng: Generator) -> Campaigns:
    """Every sending of the period in order of brand and kind, and the flows."""
    rows: list[Row] = []
    for brand in range(len(BRANDS)):
        rows += _flows(brand)
        rows += _newsletters(settings, brand)
        rows += _winbacks(settings, brand)
        rows += _promotions(settings, promotions, brand)
    name, kind, is_flow, channel, brand_of, sent_at, discount, code, ends = zip(*rows, strict=True)
    digits = rng.integers(0, len(ALPHABET), (len(rows), 26))
    return Campaigns(
        campaign_id=texts(["01" + "".join(ALPHABET[d] for d in row[2:]) for row in digits]),
        name=texts(name),
        kind=texts(kind),
        is_flow=np.array(is_flow),
        message_channel=texts(channel),
        brand=np.array(brand_of, np.int64),
        sent_at=np.array(sent_at, np.int64),
        discount=np.array(discount, np.float64),
        code=texts(code),
        code_ends=np.array(ends, np.int64),
    )


def _flows(brand: int) -> list[Row]:
    return [
        (
            f"flow_{kind}_{TAGS[brand].lower()}",
            kind,
            True,
            "email",
            brand,
            NEVER,
            discount,
            f"{word}{TAGS[brand]}" if word else None,
            NEVER,
        )
        for kind, discount, word in FLOWS
    ]


def _newsletters(settings: Settings, brand: int) -> list[Row]:
    """One a week: Tuesday for one brand, Thursday for the other, at 17:30 UTC."""
    days = range(settings.start // DAY, settings.end // DAY)
    rows: list[Row] = []
    for day in days:
        if (day + 3) % 7 != 1 + 2 * brand:
            continue
        date, sent = clock.date_of(day), day * DAY + 17 * HOUR + HOUR // 2
        has_code = (day // 7) % CODE_EVERY == brand
        code = f"{TAGS[brand]}{date:%y%m%d}" if has_code else None
        name = f"newsletter_{TAGS[brand].lower()}_{date:%Y%m%d}"
        discount, ends = (0.10, sent + CODE_DAYS * DAY) if has_code else (0.0, NEVER)
        rows.append((name, "newsletter", False, "email", brand, sent, discount, code, ends))
    return rows


def _winbacks(settings: Settings, brand: int) -> list[Row]:
    """One a month, on the 8th at 09:00 UTC, with 20 % off for 30 days."""
    rows: list[Row] = []
    for start in clock.month_starts(settings.start // DAY, settings.end // DAY - 1):
        date, sent = clock.date_of(start + 7), (start + 7) * DAY + 9 * HOUR
        code = f"RETOUR{TAGS[brand]}{date:%y%m}"
        name = f"winback_{TAGS[brand].lower()}_{date:%Y%m}"
        rows.append((name, "winback", False, "email", brand, sent, 0.20, code, sent + 30 * DAY))
    return rows


def _promotions(settings: Settings, promotions: Promotions, brand: int) -> list[Row]:
    """An e-mail, a text message and a push message on the first morning of each promotion."""
    rows: list[Row] = []
    for row in np.flatnonzero(promotions.brand == brand):
        sent = int(promotions.starts_on[row]) * DAY + 8 * HOUR
        if not settings.start <= sent < settings.end:
            continue
        date = clock.date_of(int(promotions.starts_on[row]))
        for number, channel in enumerate(("email", "sms", "push")):
            name = f"promotion_{TAGS[brand].lower()}_{date:%Y%m%d}_{channel}"
            moment = sent + number * HOUR
            rows.append((name, "promotion", False, channel, brand, moment, 0.0, None, NEVER))
    return rows
