"""How well profiles and households tell what the simulated people are."""

from __future__ import annotations

from dataclasses import dataclass

from .build import Sample
from .matches import RECORDS, Pairs

PEOPLE = f"""
    people as (
        select people.*, customer_id
        from truth('people') as people
        join (select customer_id, mode(person_id) as person_id from ({RECORDS})
            where person_id >= 0 group by all) using (person_id)
    )"""
FIELDS = {
    "first_name": "first_name",
    "last_name": "case when married_at < {end} then married_name else last_name end",
    "street_address": "case when moved_at < {end} then new_street else street end",
    "postal_code": "case when moved_at < {end} then new_postal_code else postal_code end",
    "city": "case when moved_at < {end} then new_city else city end",
    "phone": "phone",
    "gender": "gender",
    "birth_date": "cast(birth_date as varchar)",
    "language_code": "language",
    "country_code": "country",
    "loyalty_card": "card_number",
}
"""Golden field -> what it is in truth at the end, which is the evening of as_of."""


@dataclass(frozen=True)
class Golden:
    """Profiles of which a record tells the true value of a field, and how many show it."""

    known: int
    right: int
    contested: int
    contested_right: int

    def __str__(self) -> str:
        return (
            f"{self.right} of {self.known} that a record knows are right,"
            f" {self.contested_right} of {self.contested} contested ones"
        )


def golden_fields(sample: Sample) -> dict[str, Golden]:
    """Each golden field against the truth."""
    end = "(select as_of_date + interval 1 day from intermediate.int_as_of)"
    truth = " union all ".join(
        f"select customer_id, '{field}' as field, {value.format(end=end)} as truth from people"
        for field, value in FIELDS.items()
    )
    rows = sample.ask(
        f"""with {PEOPLE}, truth as ({truth}), known as (
            select distinct customer_id, field, truth
            from truth join intermediate.int_profile_candidates using (customer_id, field)
            where lower(value) = lower(truth))
        select field, count(*), count(*) filter (lower(value) = lower(truth)),
            count(*) filter (is_contested),
            count(*) filter (is_contested and lower(value) = lower(truth))
        from known left join marts.profile_field_sources using (customer_id, field)
        group by all"""
    )
    return {field: Golden(*counts) for field, *counts in rows}


def household_pairs(sample: Sample) -> Pairs:
    """Pairs of customers who are two people: of one household as found, in truth, and both."""
    (counts,) = sample.ask(
        f"""with {PEOPLE}, pairs as (
            select found.household_id is not null and found.household_id = other_found.household_id
                as is_found, one.household = other.household as is_true
            from people as one
            join people as other
                on one.customer_id < other.customer_id and one.person_id <> other.person_id
            left join marts.household_members as found on found.customer_id = one.customer_id
            left join marts.household_members as other_found
                on other_found.customer_id = other.customer_id)
        select count(*) filter (is_found), count(*) filter (is_true),
            count(*) filter (is_found and is_true)
        from pairs"""
    )
    return Pairs(*counts)


def contacts_without_consent(sample: Sample, granted: set[tuple[int, str]]) -> list[int]:
    """Customers with a contact for marketing on a channel that is not among those granted."""
    rows = sample.ask(
        """select customer_id, email is not null, phone is not null, is_push_allowed,
            coalesce(street_address, postal_code, city) is not null
        from marts.customer_profiles_marketing"""
    )
    return [
        customer
        for customer, *shown in rows
        for channel, is_shown in zip(("email", "sms", "push", "post"), shown, strict=True)
        if is_shown and (customer, channel) not in granted
    ]
