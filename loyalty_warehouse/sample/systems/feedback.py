"""What people say: surveys (Delighted's columns), reviews (Yotpo's), a form for those who leave."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import pick, texts, where_text
from loyalty_warehouse.sample.landing import Delivery, Flaw, Identities, Landed
from loyalty_warehouse.sample.systems import feedback_reviews, feedback_surveys
from loyalty_warehouse.sample.world import (
    BRANDS,
    MINUTE,
    NEVER,
    SECOND,
    Ints,
    Partition,
    Shop,
    Texts,
)

SYSTEM = "feedback"
FLAWS: tuple[Flaw, ...] = (
    Flaw("response", "duplicate_row"),
    Flaw("response", "superseded", "comment"),
    Flaw("response", "reused_key", "created_at"),
    Flaw("response", "orphan", "person_id"),
    Flaw("response", "negative_quantity", "score"),
    Flaw("response", "absurd_quantity", "score"),
    Flaw("response", "in_the_future", "created_at"),
    Flaw("response", "in_1970", "created_at"),
    Flaw("person", "resent_row"),
    Flaw("person", "null_key", "id"),
    Flaw("person", "placeholder_email", "email"),
    Flaw("person", "mojibake", "name"),
    Flaw("exit_answer", "duplicate_row"),
    Flaw("exit_answer", "late"),
    Flaw("exit_answer", "too_late", "submitted_at"),
    Flaw("exit_answer", "in_the_future", "submitted_at"),
    Flaw("exit_answer", "in_1970", "submitted_at"),
    Flaw("exit_answer", "time_with_offset", "submitted_at", 0.01),
    Flaw("exit_answer", "mojibake", "verbatim"),
    Flaw("review", "duplicate_row"),
    Flaw("review", "resent_row"),
    Flaw("review", "null_key", "id"),
    Flaw("review", "reused_key", "created_at"),
    Flaw("review", "negative_quantity", "score"),
    Flaw("review", "in_the_future", "created_at"),
    Flaw("review", "placeholder_email", "email"),
    Flaw("review", "mojibake", "content"),
    Flaw("review", "column_appears", "verified_buyer"),
)

UNSUBSCRIBED, CLOSED = 1, 2
FORMS = ("", "unsubscribe", "account_closing")
ANSWER_SHARES = (0.0, 0.35, 0.6)
"""Share of those who leave by a form that answer it."""
REASONS = ("price", "too_many_messages", "moved_on", "delivery", "quality", "other")
REASON_WEIGHTS = {UNSUBSCRIBED: (20, 42, 16, 6, 8, 8), CLOSED: (22, 14, 30, 10, 14, 10)}
PRICE_SENSITIVITY = 0.6
"""From this sensitivity to discounts on, every second answer is the price."""
VERBATIMS = {
    "price": ("Trop cher sans réduction", "C'est devenu trop élevé", "Too expensive for me"),
    "too_many_messages": ("Trop d'e-mails, désolée", "Zu viele Nachrichten für mich", "Too much"),
    "moved_on": ("J'ai changé de goûts", "Je n'achète plus de vêtements en ligne", "Not my style"),
    "delivery": ("Livraison toujours en retard, dommage", "Parcel came late, twice"),
    "quality": ("La qualité a baissé à mon avis", "Die Qualität gefällt mir nicht mehr"),
    "other": ("Déménagement à l'étranger", "Privé", "Rather not say"),
}
VERBATIM_SHARE = 0.5


def shared(shop: Shop) -> Delivery:
    """Nothing lands here without people."""
    return Delivery()


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Surveys with the people asked, reviews, exit answers; and who is behind each record."""
    surveys, asked = feedback_surveys.land(SYSTEM, shop, part, rng)
    reviews, reviewers = feedback_reviews.land(SYSTEM, shop, part, rng)
    exits, leavers = _exits(shop, part, rng)
    return Delivery(
        tables=[*surveys, reviews, exits],
        identities=[
            _identities(
                shop,
                feedback_surveys.person_ids(part.people.person_id[asked]).tolist(),
                asked,
                part,
            ),
            _addresses(shop, part, np.union1d(reviewers, leavers)),
        ],
    )


def _addresses(shop: Shop, part: Partition, people: Ints) -> Identities:
    """Records known by an address alone; one used by several is of the first."""
    people = people[part.people.email[people].astype(bool)]
    addresses = [email.lower() for email in part.people.email[people].tolist()]
    _, first = np.unique(np.array(addresses, np.str_), return_index=True)
    return _identities(shop, [addresses[row] for row in first.tolist()], people[first], part)


def _identities(shop: Shop, records: list[str], people: Ints, part: Partition) -> Identities:
    """Records of people for the whole time of the sample."""
    return Identities(
        system=SYSTEM,
        record_type="customer",
        record_id=records,
        person_id=part.people.person_id[people].tolist(),
        valid_from=[shop.settings.start] * len(records),
        valid_to=[NEVER] * len(records),
    )


def _exits(shop: Shop, part: Partition, rng: Generator) -> tuple[Landed, Ints]:
    """Answers of people who unsubscribe or close their account, and the rows of those people."""
    people = part.people
    moments = np.r_[people.email_withdrawn_at, people.erasure_requested_at]
    person = np.tile(np.arange(len(people)), 2)
    form = np.repeat([UNSUBSCRIBED, CLOSED], len(people))
    leaves = (moments >= shop.settings.start) & (moments < shop.settings.end - 5 * MINUTE)
    leaves &= rng.random(len(moments)) < np.array(ANSWER_SHARES)[form]
    person, form, moments = person[leaves], form[leaves], moments[leaves]
    at = moments + rng.integers(20 * SECOND, 4 * MINUTE, len(moments))
    reason, verbatim = _reasons(part, person, form, rng)
    has_account = people.has_account[person] & (people.account_from[person] <= at)
    accounts = [str(number) for number in ids.shopify_customer(people.person_id[person]).tolist()]
    numbers = (people.person_id[person] * 10 + form).tolist()
    rows = {
        "answer_id": columns.text(texts([f"X{number:011d}" for number in numbers])),
        "form": columns.text(texts(FORMS)[form]),
        "email": columns.text(people.email[person]),
        "customer_id": columns.text(where_text((form == CLOSED) & has_account, texts(accounts))),
        "brand": columns.text(texts(BRANDS)[people.brand[person]]),
        "reason_code": columns.text(reason),
        "verbatim": columns.text(verbatim),
        "submitted_at": columns.iso(at),
        "_loaded_at": columns.stamp(columns.loaded(at, rng)),
    }
    return Landed(SYSTEM, "exit_answer", pa.table(rows), ("answer_id",), "_loaded_at"), person


def _reasons(part: Partition, person: Ints, form: Ints, rng: Generator) -> tuple[Texts, Texts]:
    """Reason codes and what was written beside them."""
    reason = np.where(
        form == CLOSED,
        pick(rng, REASONS, len(person), REASON_WEIGHTS[CLOSED]),
        pick(rng, REASONS, len(person), REASON_WEIGHTS[UNSUBSCRIBED]),
    ).astype(object)
    cheap = part.people.discount_sensitivity[person] >= PRICE_SENSITIVITY
    reason[cheap & (rng.random(len(person)) < 0.5)] = "price"
    drawn = rng.integers(0, 60, len(person)).tolist()
    writes = (rng.random(len(person)) < VERBATIM_SHARE).tolist()
    verbatim = [
        VERBATIMS[code][number % len(VERBATIMS[code])] if does else None
        for code, number, does in zip(reason.tolist(), drawn, writes, strict=True)
    ]
    return reason, texts(verbatim)
