"""How well identity finds the simulated people: pairs of records, and events of devices."""

from __future__ import annotations

from dataclasses import dataclass

from identity.chains import COLUMNS, Chain, Held, wrong

from loyalty_warehouse.identity_suggest import Suggestion

from .build import Sample

RECORDS = """
    select customer_map.customer_record_key as record_key, customer_id, person_id,
        customer_map.source_system, customer_map.record_type
    from intermediate.int_customer_map as customer_map
    join (
        select distinct system, person_id, record_id,
            case record_type when 'member' then 'customer' else record_type end as record_type
        from truth('identities') where record_type <> 'device'
    ) as truth
        on truth.system = customer_map.source_system
        and truth.record_type = customer_map.record_type
        and truth.record_id = customer_map.customer_record_id"""
LINKED = """
    select record_key from intermediate.int_identity_edges where refused_reason is null
    union
    select identifier_key from intermediate.int_identity_edges where refused_reason is null"""

HELD = """
    select anchor_key, record_key, link_key, identifier_kind, strength
    from intermediate.int_identity_paths
    left join (from intermediate.int_identity_holders where refused_reason is null)
        using (record_key)"""


@dataclass(frozen=True)
class Pairs:
    """Pairs of records: of one customer, of one person, and of both."""

    found: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """Share of the found pairs that are one person."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the pairs of one person that were found."""
        return self.both / self.true if self.true else 1.0

    def __str__(self) -> str:
        return f"{self.found} pairs, precision {self.precision:.5f}, recall {self.recall:.5f}"


def pairs(sample: Sample, condition: str = "true") -> Pairs:
    """Count the pairs of records that meet a condition."""
    counts = [
        sample.ask(
            f"""with records as ({RECORDS}), linked as ({LINKED})
            select coalesce(sum(n * (n - 1) // 2), 0)::bigint from (
                select count(*)::hugeint as n from records where {condition} group by {columns})"""
        )[0][0]
        for columns in ("customer_id", "person_id", "customer_id, person_id")
    ]
    return Pairs(*counts)


def with_identifier(sample: Sample) -> Pairs:
    """Pairs of records that an accepted identifier links to something."""
    return pairs(sample, "record_key in (select record_key from linked)")


def by_kind(sample: Sample) -> dict[str, tuple[int, int]]:
    """Pairs of records that share an accepted identifier, and those of one person, by its kind."""
    rows = sample.ask(
        f"""with records as ({RECORDS}), sharing as (
            select identifier_kind, identifier_key, person_id, count(*)::hugeint as n
            from intermediate.int_identity_edges join records using (record_key)
            where refused_reason is null group by all),
        totals as (
            select identifier_kind, identifier_key, sum(n) as n, sum(n * (n - 1) // 2) as same
            from sharing group by all)
        select identifier_kind, sum(n * (n - 1) // 2)::bigint, sum(same)::bigint
        from totals group by all order by all"""
    )
    return {kind: (found, same) for kind, found, same in rows}


def wrong_chains(sample: Sample) -> list[Chain]:
    """Chains of links that are not the ones to tell."""
    told = sample.ask(f"select {COLUMNS} from intermediate.int_identity_paths")
    return wrong([Held(*row) for row in sample.ask(HELD)], [Chain(*row) for row in told])


def share_of_events_right(sample: Sample) -> float:
    """Share of the events of devices with an owner that are given to who was there."""
    rows = sample.ask(
        f"""with visits as (
            select session_key, device_id, started_at, event_count, sessions.customer_id
            from marts.fct_sessions as sessions
            join intermediate.int_session_events using (session_key)
            join conformed.events using (event_key)
            where sessions.device_key in (select device_key from intermediate.int_device_owners)
            group by all),
        owners as (select customer_id, mode(person_id) as person_id from ({RECORDS}) group by all)
        select sum(event_count) filter (where held.person_id = owners.person_id)
            / sum(event_count)
        from visits
        left join owners using (customer_id)
        left join truth('identities') as held
            on held.record_type = 'device' and held.record_id = device_id
            and started_at >= held.valid_from
            and started_at < coalesce(held.valid_to, timestamp '2100-01-01')"""
    )
    return float(rows[0][0])


def strangers_on_one_customer(sample: Sample) -> list[tuple[int, int]]:
    """Customers whose records belong to several people, with how many."""
    return sample.ask(
        f"""select customer_id, count(distinct person_id) from ({RECORDS})
        where person_id >= 0 group by all having count(distinct person_id) > 1"""
    )


def rightly_suggested(
    sample: Sample, told: list[Suggestion], least_probability: float
) -> tuple[int, int]:
    """How many suggestions are at least so likely, and how many of them are one person."""
    people = {
        (system, record): person
        for system, record, person in sample.ask(
            """select system, record_id, min(person_id) from truth('identities')
            where record_type <> 'device' group by all"""
        )
    }
    pairs = [
        (one.source_system, one.record_id, one.other_source_system, one.other_record_id)
        for one in told
        if float(one.note.rpartition(" ")[2]) >= least_probability
    ]
    right = [pair for pair in pairs if people[pair[:2]] == people[pair[2:]]]
    return len(pairs), len(right)
