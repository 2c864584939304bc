"""How the systems number what they share: pure functions of the world's ids, all vectorised."""

from __future__ import annotations

import numpy as np

from loyalty_warehouse.sample.world import Ints, Texts

_ALPHABET = np.array(list("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))


def shopify_order(order_id: Ints) -> Ints:
    """Shopify's id of a web or app order."""
    return order_id + 4_000_000_000_000


def shopify_order_name(order_id: Ints) -> Texts:
    """What people and other vendors write: #1001 and on."""
    return np.array([f"#{number + 1001}" for number in order_id.tolist()], dtype=object)


def shopify_customer(person_id: Ints) -> Ints:
    """Shopify's id of the account of a person."""
    return person_id + 6_000_000_000_000


def shopify_guest(order_id: Ints) -> Ints:
    """Shopify's id of the profile that a guest checkout makes: a new one every time."""
    return order_id + 7_000_000_000_000


def shopify_line(line_rows: Ints, order_id: Ints) -> Ints:
    """Shopify's id of an order line, from its number within the order and the order's world id."""
    return order_id * 100 + line_rows + 1_000_000_000_000


def pos_ticket(order_id: Ints) -> Texts:
    """The number of a till ticket."""
    return np.array([f"T{number:013d}" for number in order_id.tolist()], dtype=object)


def pos_customer(person_id: Ints) -> Texts:
    """The number of a person in the customer file of the tills."""
    return np.array([f"K{number:09d}" for number in person_id.tolist()], dtype=object)


def member(person_id: Ints) -> Texts:
    """The number of a member of the loyalty programme."""
    return np.array([f"M{number:09d}" for number in person_id.tolist()], dtype=object)


def klaviyo_profile(person_id: Ints) -> Texts:
    """Klaviyo's 26-character id of a profile."""
    return _ulid(person_id, "01HK")


def zendesk_user(person_id: Ints) -> Ints:
    """Zendesk's id of an end user."""
    return person_id + 9_000_000_000


def _ulid(number: Ints, prefix: str) -> Texts:
    """Base-32 text of 26 characters: the prefix, then the number."""
    width = 26 - len(prefix)
    digits = np.zeros((len(number), width), dtype=np.int64)
    rest = number.astype(np.int64).copy()
    for place in range(width - 1, -1, -1):
        digits[:, place] = rest % 32
        rest //= 32
    letters = _ALPHABET[digits]
    return np.array([prefix + "".join(row) for row in letters], dtype=object)
