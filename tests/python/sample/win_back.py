"""How often ghosts bought again: counted again, and what was promised of ghosts of a year ago."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np
from oracle import dates

from .build import Sample

add_months = cache(dates.add_months)
AGES = {12: "12_months_or_more", 6: "6_to_11_months", 3: "3_to_5_months", 0: "under_3_months"}
AGE_WEIGHT = 30
TOUCHES = """
    select customer_id, list(distinct touch_date order by touch_date)
    from marts.fct_touches where customer_id is not null group by all"""
ORDERS = """
    select customer_id, list((order_date, net_of_refunds_amount::double))
    from intermediate.int_valid_orders group by all"""


@dataclass(frozen=True)
class Silence:
    """A silence of six calendar months, as it is known on an evening."""

    customer: int
    last: date
    back: date | None
    at_stake: float

    @property
    def since(self) -> date:
        """From when on the customer is a ghost."""
        return add_months(self.last, 6)

    def age(self, evening: date) -> str | None:
        """How long the customer has been a ghost that evening; None who is none."""
        if evening < self.since or (self.back is not None and self.back <= evening):
            return None
        months = max(months for months in AGES if add_months(self.since, months) <= evening)
        return AGES[months]


@dataclass(frozen=True)
class History:
    """What happened, and when the shop began."""

    touched: dict[int, list[date]]
    bought: dict[int, list[tuple[date, float]]]
    as_of: date

    def silences(self, evening: date) -> Iterator[Silence]:
        """The silences that had begun by an evening, as they were known then."""
        for customer, days in self.touched.items():
            known = [day for day in days if day <= evening]
            for last, back in [*pairwise(known), *((day, None) for day in known[-1:])]:
                if add_months(last, 6) <= (back or evening):
                    orders = self.bought.get(customer, [])
                    year_before = add_months(last, -12)
                    stake = sum(net for day, net in orders if year_before < day <= last)
                    yield Silence(customer, last, back, round(stake, 2))

    def came(self, customer: int, evening: date) -> bool:
        """Whether the customer bought in the twelve calendar months after an evening."""
        until = add_months(evening, 12)
        return any(evening < day <= until for day, _ in self.bought.get(customer, []))

    def judged(self, evening: date) -> list[date]:
        """The month ends since the first order that were twelve months old on an evening."""
        first = min(day for orders in self.bought.values() for day, _ in orders)
        starts = (add_months(first.replace(day=1), months) for months in range(1, 999))
        ends = (date.fromordinal(start.toordinal() - 1) for start in starts)
        return list(_until(evening, ends))


def _until(evening: date, ends: Iterable[date]) -> Iterator[date]:
    for end in ends:
        if add_months(end, 12) > evening:
            return
        yield end


def history(sample: Sample) -> History:
    """The touches and valid orders of a build."""
    ((as_of,),) = sample.ask("select as_of_date from intermediate.int_as_of")
    return History(dict(sample.ask(TOUCHES)), dict(sample.ask(ORDERS)), as_of)


Figures = dict[int, tuple[str, str, int, int, float | None]]
"""Ghost -> value band, age band, silences of the age and of the band, chance."""


def told(sample: Sample) -> Figures:
    """What win_back_value says."""
    rows = sample.ask(
        """select customer_id, value_band, ghost_age_band, age_silence_count, band_silence_count,
            return_rate from marts.win_back_value"""
    )
    return {customer: tuple(figures) for customer, *figures in rows}


def expected(known: History, evening: date) -> Figures:
    """The same of an evening, from what was known on it."""
    silences = list(known.silences(evening))
    positive = [one.at_stake for one in silences if one.at_stake > 0]
    low, high = (round(float(np.quantile(positive, share)), 2) for share in (1 / 3, 2 / 3))

    def band(one: Silence) -> str:
        if one.at_stake <= 0:
            return "none"
        return "low" if one.at_stake <= low else "middle" if one.at_stake <= high else "high"

    cases: dict[tuple[str | None, str], list[tuple[Silence, bool]]] = {}
    for end in known.judged(evening):
        for one in silences:
            if age := one.age(end):
                case = (one, known.came(one.customer, end))
                cases.setdefault((band(one), age), []).append(case)
                cases.setdefault((None, age), []).append(case)
    rates: dict[tuple[str | None, str], tuple[int, float | None]] = {
        key: (len({one for one, _ in found}), sum(came for _, came in found) / len(found))
        for key, found in cases.items()
    }
    figures: Figures = {}
    for one in silences:
        if age := one.age(evening):
            all_of_age, usual = rates.get((None, age), (0, None))
            alike, own = rates.get((band(one), age), (0, None))
            rate = usual
            if usual is not None and own is not None:
                rate = usual + (own - usual) * alike / (alike + AGE_WEIGHT)
            figures[one.customer] = (band(one), age, all_of_age, alike, rate)
    return figures


@dataclass(frozen=True)
class Promise:
    """Ghosts of an evening of whom something was said: how many were to buy, and how many did."""

    ghosts: int
    promised: float
    came: int

    def __str__(self) -> str:
        return f"of {self.ghosts} ghosts {self.promised:.1f} were to buy, {self.came} did"


def kept(known: History) -> Promise:
    """The ghosts of twelve months ago, judged by what was known then and by what came."""
    evening = add_months(known.as_of, -12)
    said = {
        ghost: rate for ghost, (*_, rate) in expected(known, evening).items() if rate is not None
    }
    came = sum(known.came(ghost, evening) for ghost in said)
    return Promise(len(said), sum(said.values()), came)
