"""Names, addresses, e-mail, phone, birthdays and payment cards."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import nothing, pick, texts, where_text
from loyalty_warehouse.sample.names import (
    EMOJI,
    FAMILY_NAMES,
    GIVEN_NAMES,
    MAIL_DOMAINS,
    STREETS,
    TOWNS,
)
from loyalty_warehouse.sample.world import DAY, NEVER, Bools, Ints, Shop, Texts

Columns = dict[str, Any]

DIALLING = {"FR": "+336", "DE": "+4915", "GB": "+447", "US": "+1"}
AREAS = 8 * 9 * 8
"""American area codes, and exchanges of an area, that numbers are drawn from."""
PEOPLE_PER_PARTITION = 20_000
IDS_PER_PARTITION = 10**7
LEAP_DAY_SHARE = 0.004


def profile(shop: Shop, columns: Columns, rng: Generator) -> Columns:
    """The profile columns of People, from household, country and the start of each person."""
    rows = np.arange(len(columns["person_id"]))
    head = columns["household"] - columns["person_id"][:1].sum()
    found = _names(columns["country"], head, rng)
    found |= _addresses(shop, columns, head, rng)
    found |= _contacts(columns, found, rng)
    shares_card = rng.random(len(rows)) < 0.4
    owner = columns["person_id"].copy()
    owner[shares_card] = columns["household"][shares_card]
    found["card_fingerprint"] = texts([f"{_mixed(number):016x}" for number in owner.tolist()])
    found |= _marriages(shop, columns, found, rng)
    found["birth_date"] = _birthdays(shop, len(rows), rng)
    return found


def _names(country: Texts, head: Ints, rng: Generator) -> Columns:
    """First names by country and gender; most households share the last name of their head."""
    count = len(country)
    is_woman = rng.random(count) < 0.62
    first, last = nothing(count), nothing(count)
    for name in sorted(GIVEN_NAMES):
        for woman, given in zip((True, False), GIVEN_NAMES[name], strict=True):
            mine = (country == name) & (is_woman == woman)
            first[mine] = pick(rng, given, int(mine.sum()), np.ones(len(given)).tolist())
        mine = country == name
        family = FAMILY_NAMES[name]
        last[mine] = pick(rng, family, int(mine.sum()), np.ones(len(family)).tolist())
    shares = rng.random(count) < 0.7
    cheerful = np.flatnonzero(rng.random(count) < 0.003)
    first[cheerful] = [f"{first[i]} {EMOJI[i % len(EMOJI)]}" for i in cheerful]
    unknown = rng.random(count) < 0.08
    gender = np.where(is_woman, "female", "male").astype(object)
    gender[unknown] = None
    return {
        "first_name": first,
        "last_name": np.where(shares, last[head], last).astype(object),
        "gender": gender,
    }


def _addresses(shop: Shop, columns: Columns, head: Ints, rng: Generator) -> Columns:
    """One address a household; a few move to another."""
    country, count = columns["country"], len(head)
    city, code, street = _address(country, rng)
    new_city, new_code, new_street = _address(country, rng)
    moved_at = _moment(shop, columns["acquired_at"], rng)
    moves = (rng.random(count) < 0.06) & (moved_at < shop.settings.end)
    return {
        "city": city[head],
        "postal_code": code[head],
        "street": street[head],
        "moved_at": np.where(moves, moved_at, NEVER),
        "new_city": where_text(moves, new_city),
        "new_postal_code": where_text(moves, new_code),
        "new_street": where_text(moves, new_street),
    }


def _address(country: Texts, rng: Generator) -> tuple[Texts, Texts, Texts]:
    count = len(country)
    city, code, street = nothing(count), nothing(count), nothing(count)
    house = rng.integers(1, 180, count)
    for name in sorted(TOWNS):
        mine = np.flatnonzero(country == name)
        town = rng.integers(0, len(TOWNS[name]), len(mine))
        way = rng.integers(0, len(STREETS[name]), len(mine))
        city[mine] = texts([place for place, _ in TOWNS[name]])[town]
        code[mine] = texts([number for _, number in TOWNS[name]])[town]
        numbers = house[mine].tolist()
        ways = texts(STREETS[name])[way]
        street[mine] = [
            f"{where} {number}" if name == "DE" else f"{number} {where}"
            for number, where in zip(numbers, ways, strict=True)
        ]
    return city, code, street


def _contacts(columns: Columns, names: Columns, rng: Generator) -> Columns:
    """E-mail for all but a few, a second one for some, a mobile number for most."""
    count = len(columns["person_id"])
    tags = [_base36(_serial(number)) for number in columns["person_id"].tolist()]
    domain = pick(rng, MAIL_DOMAINS, count, [5, 3, 2, 1, 1])
    parts = list(zip(names["first_name"], names["last_name"], tags, domain, strict=True))
    email = texts([f"{_plain(a)}.{_plain(b)}.{tag}@{where}" for a, b, tag, where in parts])
    second = texts([f"{_plain(a)}.{tag}@{where}" for a, _, tag, where in parts])
    phone = texts(
        [
            _phone(country, _serial(number))
            for country, number in zip(columns["country"], columns["person_id"], strict=True)
        ]
    )
    return {
        "email": where_text(rng.random(count) < 0.97, email),
        "second_email": where_text(rng.random(count) < 0.06, second),
        "phone": where_text(rng.random(count) < 0.7, phone),
    }


def _phone(country: str, serial: int) -> str:
    """E.164, another one for each person. American areas and exchanges are none of N11 or N9X."""
    if country != "US":
        return f"{DIALLING[country]}{serial * 48_271 % 10**8:08d}"
    rest, line = divmod(serial * 2_654_435_761 % (AREAS * AREAS * 10**4), 10**4)
    area, exchange = (f"{2 + n // 72}{n // 8 % 9}{2 + n % 8}" for n in divmod(rest, AREAS))
    return f"{DIALLING[country]}{area}{exchange}{line:04d}"


def _marriages(shop: Shop, columns: Columns, names: Columns, rng: Generator) -> Columns:
    """A few take another last name."""
    count = len(columns["person_id"])
    married_at = _moment(shop, columns["acquired_at"], rng)
    other = np.roll(names["last_name"], 1)
    marries = (rng.random(count) < 0.025) & (married_at < shop.settings.end)
    marries &= other != names["last_name"]
    hyphen = rng.random(count) < 0.3
    pairs = zip(names["last_name"], other, hyphen, strict=True)
    married = texts([f"{own}-{new}" if both else new for own, new, both in pairs])
    return {
        "married_at": np.where(marries, married_at, NEVER),
        "married_name": where_text(marries, married),
    }


def _birthdays(shop: Shop, count: int, rng: Generator) -> Ints:
    """Ages of 18 to 85 at the start; some are born on a 29 February."""
    days = shop.settings.start // DAY - (365.25 * (18 + 67 * rng.beta(1.6, 2.4, count)))
    days = days.astype(np.int64)
    leap_days = np.array([clock.day_of(year, 2, 29) for year in range(1948, 2001, 4)])
    is_leap: Bools = rng.random(count) < LEAP_DAY_SHARE
    return np.where(is_leap, rng.choice(leap_days, count), days)


def _moment(shop: Shop, acquired_at: Ints, rng: Generator) -> Ints:
    """A moment between becoming a customer and the end."""
    length = np.maximum(shop.settings.end - acquired_at, 0)
    return acquired_at + DAY + (rng.random(len(length)) * length).astype(np.int64)


def _serial(person_id: int) -> int:
    """A dense number for an id: 20,000 a partition."""
    partition, row = divmod(person_id, IDS_PER_PARTITION)
    return partition * PEOPLE_PER_PARTITION + row


def _mixed(number: int) -> int:
    """A 64-bit number that looks random, one to one."""
    number = (number + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9 % 2**64
    return (number ^ (number >> 31)) * 0x94D049BB133111EB % 2**64


def _plain(name: str) -> str:
    """Lower-case ASCII letters of a name."""
    folded = name.lower().replace("œ", "oe").replace("ß", "ss").replace("\u0131", "i")
    folded = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in folded if "a" <= letter <= "z") or "x"


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"
