"""Browsers and apps, and who holds them when."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample.arrays import number_within, texts
from loyalty_warehouse.sample.world import DAY, NEVER, Bools, Devices, Ints, People, Shop, Texts

SHARED_SHARE = 0.5
"""Share of households of two with a tablet that both use."""
STRETCHES = 8
"""Times that a shared tablet is handed over, plus one."""


def make_devices(shop: Shop, people: People, rng: Generator) -> Devices:
    """Every person holds a browser; some a second one, an app, or a shared tablet by turns."""
    count = len(people)
    everyone = np.arange(count)
    start, end = np.full(count, shop.settings.start), np.full(count, NEVER)
    renewed = _between(rng, people.acquired_at, shop.settings.end)
    is_renewed = rng.random(count) < 0.15
    has_second = rng.random(count) < 0.35
    has_app = np.flatnonzero(people.has_app)
    is_ios = rng.random(count) < np.where(people.apple_mail, 0.85, 0.2)
    is_phone = rng.random(count) < 0.55
    kind = np.where(is_phone, "mobile", "desktop").astype(object)
    web, mobile = np.full(count, "WEB", object), np.where(is_ios, "IOS", "ANDROID").astype(object)
    parts = [
        (everyone, web, kind, start, np.where(is_renewed, renewed, end)),
        _rows(np.flatnonzero(is_renewed), web, kind, renewed, end),
        _rows(np.flatnonzero(has_second), web, np.full(count, "mobile", object), start, end),
        _rows(has_app, mobile, np.full(count, "mobile", object), people.app_from, end),
    ]
    person, platform, category, held_from, held_to = (
        np.concatenate(columns) for columns in zip(*parts, strict=True)
    )
    numbers = people.person_id[person] * 16 + _part_numbers(parts)
    own = Devices(
        device_id=_ids(numbers, platform),
        person=person,
        platform=platform,
        category=category,
        held_from=held_from,
        held_to=held_to,
        is_shared=np.zeros(len(person), bool),
    )
    return _sorted(own, _tablets(shop, people, rng))


Part = tuple[Ints, Texts, Texts, Ints, Ints]
"""Person, platform, category, held_from, held_to."""


def _rows(rows: Ints, platform: Texts, category: Texts, start: Ints, end: Ints) -> Part:
    return rows, platform[rows], category[rows], start[rows], end[rows]


def _part_numbers(parts: list[Part]) -> Ints:
    return np.concatenate([np.full(len(part[0]), n) for n, part in enumerate(parts)])


def _between(rng: Generator, first: Ints, last: int) -> Ints:
    length = np.maximum(last - first, 0)
    return first + (rng.random(len(first)) * length).astype(np.int64)


def _ids(numbers: Ints, platform: Texts) -> Texts:
    """Cookies as GA4 writes them (two numbers), and instance ids of 32 hex digits for apps."""
    found = []
    for number, kind in zip(numbers.tolist(), platform, strict=True):
        mixed = (number + 1) * 0x9E3779B97F4A7C15 % 2**64
        if kind == "WEB":
            found.append(f"{mixed % 2_000_000_011}.{number}")
        else:
            found.append(f"{mixed:016X}{number:016X}")
    return texts(found)


def _tablets(shop: Shop, people: People, rng: Generator) -> Devices:
    """Tablets of households of two: the holders take turns of random length."""
    second = np.flatnonzero(np.r_[False, people.household[1:] == people.household[:-1]])
    second = second[rng.random(len(second)) < SHARED_SHARE]
    tablet = np.repeat(np.arange(len(second)), STRETCHES)
    turn = number_within(tablet)
    cuts = rng.random((len(second), STRETCHES - 1))
    cuts.sort(axis=1)
    start, end = shop.settings.start, shop.settings.end
    moments = start + (cuts * (end - start) // DAY).astype(np.int64) * DAY
    first = np.full((len(second), 1), start, np.int64)
    last = np.full((len(second), 1), NEVER, np.int64)
    numbers = people.person_id[second][tablet] * 16 + 15
    platform = np.full(len(tablet), "WEB", object)
    return Devices(
        device_id=_ids(numbers, platform),
        person=second[tablet] - turn % 2,
        platform=platform,
        category=np.full(len(tablet), "tablet", object),
        held_from=np.hstack([first, moments]).ravel(),
        held_to=np.hstack([moments, last]).ravel(),
        is_shared=np.ones(len(tablet), bool),
    )


def _sorted(own: Devices, shared: Devices) -> Devices:
    """Both in order of person and start, without stretches of no length."""
    names = list(Devices.__dataclass_fields__)
    columns = {n: np.concatenate([getattr(own, n), getattr(shared, n)]) for n in names}
    keep: Bools = columns["held_from"] < columns["held_to"]
    columns = {name: values[keep] for name, values in columns.items()}
    order = np.lexsort((columns["device_id"], columns["held_from"], columns["person"]))
    return Devices(**{name: values[order] for name, values in columns.items()})
