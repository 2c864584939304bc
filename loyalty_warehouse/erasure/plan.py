"""Whom a record means, and what is theirs alone, read from the build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb

from loyalty_warehouse.erasure.identifiers import Country, digits_of, phone_forms
from loyalty_warehouse.erasure.register import Register, canonical, new_person
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.identity import Record, find

KINDS = {
    "email": "email",
    "phone": "phone",
    "loyalty_card": "card",
    "payment_card": "payment_card",
}
"""Kind of identifier -> namespace of the register."""
SPELLED = """
    with spelled as (
        select source_system, record_type, record_id, identifier_kind as kind, identifier_value
        from conformed.identity_signals where record_type <> 'device'
        union all
        select source_system, 'customer', customer_record_id, unnest(['email', 'phone']),
            unnest([email, phone])
        from conformed.customer_records
    )
    select distinct kind, identifier_value, customer_id = $customer
    from spelled
    join intermediate.int_customer_map as customer_map
        on spelled.source_system = customer_map.source_system
        and spelled.record_type = customer_map.record_type
        and spelled.record_id = customer_map.customer_record_id
    where identifier_value is not null
        and kind in ('email', 'phone', 'loyalty_card', 'payment_card')
        and ({condition})"""
COMPARED = """
    select distinct signals.identifier_kind, signals.identifier_value
    from intermediate.int_identity_signals as signals
    join intermediate.int_customer_map as customer_map
        on signals.record_key = customer_map.customer_record_key
    left join intermediate.int_identity_edges as edges
        on signals.record_key = edges.record_key
        and signals.identifier_kind = edges.identifier_kind
        and signals.identifier_key = edges.identifier_key
    where customer_id = $customer and {condition}"""
IDENTIFIES_NOBODY = "edges.refused_reason in ('blocked_value', 'too_many_values_beside')"
ALSO_OTHERS = """exists (
        select 1 from intermediate.int_identity_signals as theirs
        join intermediate.int_customer_map as others
            on theirs.record_key = others.customer_record_key
        where others.customer_id <> $customer
            and theirs.identifier_kind = signals.identifier_kind
            and theirs.identifier_value = signals.identifier_value)"""
DEVICES = """
    select distinct device_id, valid_from, valid_to
    from intermediate.int_device_owners
    join (select distinct device_key, device_id from conformed.events) using (device_key)
    where customer_id = $customer"""
TOMBSTONES = """
    select distinct customer_id from intermediate.int_identity_events
    where list_contains($keys, record_key) and list_contains($keys, customer_id)"""
COUNTRIES = """
    select distinct calling_code, coalesce(trunk_prefix, ''), coalesce(international_prefix, ''),
        coalesce(national_lengths, '')
    from rules.phone_countries"""
ALONE = """
    select identifier_key from intermediate.int_identity_edges
    where identifier_key is not null
    group by identifier_key having bool_and(list_contains($keys, record_key))
    order by all"""
NOBODYS = f"""
    select distinct identifier_key from intermediate.int_identity_edges as edges
    where identifier_key is not null and list_contains($keys, record_key)
        and {IDENTIFIES_NOBODY}
    order by all"""
REQUESTS = """
    select distinct on (customer_id) source_system, customer_record_id
    from intermediate.int_customer_consents
    join intermediate.int_customer_map using (customer_record_key, customer_id, source_system)
    where purpose = 'erasure' and is_granted and valid_to is null
    order by customer_id, source_system, customer_record_id"""

NAMED_BY_POINTS = """
    select distinct buyers.source_system
        || case buyers.record_type when 'order' then ':order:' else ':' end
        || buyers.customer_record_id
    from conformed.loyalty_movements as movements
    join intermediate.int_customer_map as members
        on movements.member_key = members.customer_record_key
    join conformed.orders as orders
        on coalesce(movements.order_source_system, movements.source_system) = orders.source_system
        and movements.order_id = orders.order_id
    join intermediate.int_customer_map as buyers
        on orders.source_system = buyers.source_system
        and case when orders.customer_record_id is null then 'order' else 'customer' end
            = buyers.record_type
        and coalesce(orders.customer_record_id, orders.order_id) = buyers.customer_record_id
    where list_contains($customers, members.customer_id)
        and not list_contains($customers, buyers.customer_id)
    order by all"""


@dataclass
class Person:
    """A customer who is to be erased."""

    name: str
    """The record that was named."""
    customer_id: int
    token: str
    records: list[Record] = field(default_factory=list)
    tombstones: list[int] = field(default_factory=list)
    """Customer ids that were called after their records: nobody will have them again."""

    @property
    def record_keys(self) -> list[int]:
        """Their records in the graph of identity."""
        return [record.key for record in self.records]


def requested(connection: duckdb.DuckDBPyConnection, register: Register | None) -> list[str]:
    """A record of each customer whose request for erasure stands; not those who are erased."""
    known = {entry.pseudonym for entry in register} if register else set()
    rows = connection.execute(REQUESTS).fetchall()
    return [f"{system}:{record}" for system, record in rows if record not in known]


def named_by_points(connection: duckdb.DuckDBPyConnection, persons: Iterable[Person]) -> list[str]:
    """Records of other customers whose orders the persons' points name: they may be theirs.

    Nothing but the order says so, and a card is also lent: a person has to decide.
    """
    customers = {"customers": [person.customer_id for person in persons]}
    return [row[0] for row in connection.execute(NAMED_BY_POINTS, customers).fetchall()]


def find_persons(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> list[Person]:
    """The customers that records mean, each once; raises WarehouseError for an unknown record."""
    found: dict[int, Person] = {}
    for name in names:
        record = find(connection, name)
        found.setdefault(record.customer_id, Person(name, record.customer_id, new_person()))
    for person in found.values():
        rows = connection.execute(
            "select customer_record_key, customer_id, source_system, record_type, "
            "customer_record_id from intermediate.int_customer_map where customer_id = ? "
            "order by all",
            [person.customer_id],
        ).fetchall()
        person.records = [Record(*row) for row in rows]
        keys = {"keys": person.record_keys}
        person.tombstones = [row[0] for row in connection.execute(TOMBSTONES, keys).fetchall()]
    return list(found.values())


def enter(connection: duckdb.DuckDBPyConnection, person: Person, register: Register) -> None:
    """Enter what is the person's into the register: records, identifiers, turns on devices."""
    for record in person.records:
        if record.record_type == "customer":
            register.add(record.system, record.record_id, person.token)
    mine = {"customer": person.customer_id}
    kept = set(_loose(connection, COMPARED.format(condition=IDENTIFIES_NOBODY), mine))
    shared = set(_loose(connection, COMPARED.format(condition=ALSO_OTHERS), mine))
    theirs = {
        (kind, canonical(kind, value))
        for kind, value, _ in connection.execute(
            SPELLED.format(condition="customer_id <> $customer"), mine
        ).fetchall()
    }
    for kind, value, _ in connection.execute(
        SPELLED.format(condition="customer_id = $customer"), mine
    ).fetchall():
        if (kind, loose(kind, value)) in kept:
            if kind in ("email", "phone"):
                register.add(f"keep:{kind}", value, person.token, is_replaced=False)
        elif (kind, canonical(kind, value)) not in theirs and (
            (kind, loose(kind, value)) not in shared
        ):
            register.add(KINDS[kind], value, person.token)
    countries = [Country(*row) for row in connection.execute(COUNTRIES).fetchall()]
    for kind, value in connection.execute(COMPARED.format(condition="true"), mine).fetchall():
        is_mine = (kind, loose(kind, value)) not in kept | shared
        if kind in ("email", "phone") and is_mine:
            for form in phone_forms(value, countries) if kind == "phone" else {value}:
                # What is written alike may be another number in the country of others.
                if (kind, canonical(kind, form)) not in theirs:
                    register.add(kind, form, person.token)
    now = datetime.now(UTC).replace(tzinfo=None)
    for device, start, end in connection.execute(DEVICES, mine).fetchall():
        register.add(
            "device",
            device,
            person.token,
            valid_from=str(start) if start else "",
            valid_to=str(end or now),
        )


def keys_of_theirs(
    connection: duckdb.DuckDBPyConnection, persons: Iterable[Person]
) -> tuple[list[int], list[int]]:
    """The keys of identifiers that nobody but the persons has, and of what identifies nobody.

    Values of the latter stay (null@null.com), so their keys are there again after a build.
    """
    keys = {"keys": [key for person in persons for key in person.record_keys]}
    alone, nobodys = (
        [row[0] for row in connection.execute(query, keys).fetchall()] for query in (ALONE, NOBODYS)
    )
    return alone, nobodys


def is_somebody_elses(
    connection: duckdb.DuckDBPyConnection, persons: Iterable[Person], system: str, record: str
) -> bool:
    """Whether a record is a customer's who is not among the persons."""
    ids = [person.customer_id for person in persons]
    rows = connection.execute(
        "select 1 from intermediate.int_customer_map where record_type = 'customer' and "
        "source_system = ? and customer_record_id = ? and not list_contains(?, customer_id)",
        [system, record, ids],
    ).fetchall()
    return bool(rows)


def loose(kind: str, value: str) -> str:
    """A value so that all spellings of one identifier are the same, and a few others, too.

    >>> loose("email", "Anna.Bell+shop@Gmail.com"), loose("phone", "06 12 34 56 78 x12")
    ('annabell@gmail.com', '612345678')
    """
    if kind == "email":
        name, _, domain = value.strip().lower().partition("@")
        return f"{name.partition('+')[0].replace('.', '')}@{domain}"
    return digits_of(value)[-9:] if kind == "phone" else value.strip()


def _loose(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, int]
) -> Iterator[tuple[str, str]]:
    for kind, value in connection.execute(query, parameters).fetchall():
        yield kind, loose(kind, value)


def check_decisions(connection: duckdb.DuckDBPyConnection, persons: Iterable[Person]) -> None:
    """Raise WarehouseError if a decision by hand names a record of a person."""
    rows = connection.execute(
        "select decision_id, source_system, record_id from rules.identity_decisions union all "
        "select decision_id, other_source_system, other_record_id from rules.identity_decisions"
    ).fetchall()
    records = {(one.system, one.record_id) for person in persons for one in person.records}
    named = sorted({str(row[0]) for row in rows if (row[1], row[2]) in records})
    if named:
        raise WarehouseError(
            f"The decisions {', '.join(named)} in seeds/identity_decisions.csv name records of "
            "the customer: take them out of the file and of its history, build, then erase again."
        )
