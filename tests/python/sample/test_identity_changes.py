"""What changes old links: a rule, a decision, a record that is gone, what a record tells.

Each change is made in what identity reads. Then the file is brought up to date, and a copy of it is
resolved anew from the same log: they have to agree, and the change must have changed a link.
"""

from __future__ import annotations

import shutil

import duckdb
import pytest
import yaml

from .build import SHOP_FILE, make_sample
from .daily import Warehouse
from .resolutions import GROUPED, RESOLVED, disagreements, groups_apart

HOLDERS = """
    create or replace table main.holders as
    select edges.identifier_key, edges.record_key, records.source_system,
        records.customer_record_id as record_id, records.email, records.phone,
        row_number() over (partition by edges.identifier_key order by edges.record_key) as place
    from intermediate.int_identity_edges as edges
    join conformed.customer_records as records on edges.record_key = records.customer_record_key
    where edges.identifier_kind = '{kind}' and edges.refused_reason is null
    qualify count(*) over (partition by edges.identifier_key) > 1
        and dense_rank() over (order by edges.identifier_key) <= 3"""
"""The records that tell one of three shared identifiers, by the order of their keys."""
DECIDE = """
    insert into rules.identity_decisions (decision_id, decision, source_system, record_type,
        record_id, other_source_system, other_record_type, other_record_id, identifier_kind,
        identifier_value)
    select 'd1', '{decision}', one.source_system, 'customer', one.record_id, {columns}
    from main.holders as one {joined} where one.place = 1 limit 1"""
UNLINK = DECIDE.format(decision="unlink", columns="null, null, null, 'email', one.email", joined="")
LINK = DECIDE.format(
    decision="link",
    columns="two.source_system, 'customer', two.record_id, null, null",
    joined="join main.holders as two on two.place = 1 and two.identifier_key > one.identifier_key",
)
TELL_PHONE = """
    insert into conformed.identity_signals (source_system, record_type, record_id, identifier_kind,
        identifier_value, first_seen_at)
    select source_system, 'customer', customer_record_id, 'phone',
        (select min(phone) from main.holders where place = 1), timestamp '2025-12-30 10:00:00'
    from conformed.customer_records where source_system = 'shopify' and email is not null
    order by customer_record_key limit 9"""
REMEMBER = "create or replace table main.records as from conformed.customer_records"
RESTORE = "delete from conformed.customer_records; insert into conformed.customer_records "
RESTORE += "from main.records"
HOLDER = "customer_record_key in (select record_key from main.holders where place = {place})"
CHANGES: dict[str, tuple[str, ...]] = {
    "a kind links since": (
        "update rules.identity_rules set is_linking = true where identifier_kind = 'payment_card'",
    ),
    "an identifier is taken from a record": (HOLDERS.format(kind="email"), UNLINK),
    "that decision is taken back": ("delete from rules.identity_decisions",),
    "two records are linked by hand": (HOLDERS.format(kind="email"), LINK),
    "and are not any more": ("delete from rules.identity_decisions",),
    "people of two birth dates tell one phone": (
        *(HOLDERS.format(kind="phone"), REMEMBER),
        "update conformed.customer_records set birth_date = date '1950-01-01' "
        f"where {HOLDER.format(place=1)}",
        "update conformed.customer_records set birth_date = date '1951-01-01' "
        f"where {HOLDER.format(place=2)}",
    ),
    "they were born on one day": (RESTORE,),
    "an address is told in two places": (
        *(HOLDERS.format(kind="email"), REMEMBER),
        "update rules.identity_rules set max_places = 1 where identifier_kind = 'email'",
        f"update conformed.customer_records set postal_code = '1' where {HOLDER.format(place=1)}",
    ),
    "it is one place": (
        RESTORE,
        "update rules.identity_rules set max_places = 10 where identifier_kind = 'email'",
    ),
    "a crowd tells one phone": (HOLDERS.format(kind="phone"), TELL_PHONE),
    "part of the crowd is gone": (
        "delete from conformed.identity_signals where identifier_kind = 'phone' "
        "and first_seen_at = timestamp '2025-12-30 10:00:00'",
    ),
    "addresses are blocked": (
        "insert into rules.identity_blocked_values values ('email', '^[a-m]', 'half of all')",
    ),
    "and are released": ("delete from rules.identity_blocked_values where reason = 'half of all'",),
    "numbers of a country are of another length": (
        "update rules.phone_countries set national_lengths = '1' where country_code = 'FR'",
    ),
    "and of the old one": (
        "update rules.phone_countries set national_lengths = '9' where country_code = 'FR'",
    ),
    "records are gone": (
        *(HOLDERS.format(kind="email"), REMEMBER),
        "delete from conformed.customer_records where source_system = 'klaviyo'",
        "delete from conformed.identity_signals where source_system = 'klaviyo'",
    ),
    "and come back": (RESTORE,),
}
"""What is done before each run, one after the other."""
CUT_OFF = {
    "a crowd tells one phone": ("int_identity_records", "int_identity_signals"),
    "addresses are blocked": ("int_identity_signals", "int_identity_edges"),
    "numbers of a country are of another length": ("int_identity_signals", "int_identity_edges"),
    "records are gone": ("int_identity_records", "int_identity_edges", "int_identity_intervals"),
}
"""What a run that did not come to its end has built already, after some of the changes."""
CHANGED_LINKS = """
    with links as (
        select record_key, identifier_kind, identifier_key, link_key, refused_reason
        from intermediate.int_identity_edges
    ), before as (
        select record_key, identifier_kind, identifier_key, link_key, refused_reason
        from before.intermediate.int_identity_edges
    )
    select (select count(*) from (from links except from before))
        + (select count(*) from (from before except from links))"""
DECISIONS = ("two records are linked by hand", "and are not any more")


@pytest.fixture(scope="module")
def resolved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Warehouse, Warehouse]]:
    """After each change: the file brought up to date, and one resolved anew from its log."""
    folder = tmp_path_factory.mktemp("changes")
    sample = make_sample(folder / "sample", customers=80, months=6, seed=2)
    current = Warehouse(folder / "current", sample.raw, yaml.safe_load(SHOP_FILE.read_text()))
    current.run("seed")
    current.run("run", "--select", "+identity_map", "+identity_links", "+identity_events")
    built = {}
    for number, (name, statements) in enumerate(CHANGES.items()):
        shutil.copy(current.database, folder / f"before-{number}.duckdb")
        with duckdb.connect(str(current.database)) as connection:
            for statement in statements:
                connection.execute(statement)
        anew, kept = (
            Warehouse(folder / f"{what}-{number}", sample.raw, current.variables, current.manifest)
            for what in ("anew", "kept")
        )
        shutil.copy(current.database, anew.database)
        if name in CUT_OFF:
            current.run("run", "--select", *CUT_OFF[name])
        current.run("run", "--select", *RESOLVED)
        anew.run("run", "--full-refresh", "--select", *RESOLVED)
        shutil.copy(current.database, kept.database)
        built[name] = (kept, anew)
    return built


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_resolved_as_if_it_had_always_been_so(
    resolved: dict[str, tuple[Warehouse, Warehouse]], change: str
) -> None:
    kept, anew = resolved[change]
    _, wrong = disagreements(kept.database, anew.database)
    assert not wrong, "\n".join(wrong)
    for model in GROUPED:
        assert groups_apart(kept.database, anew.database, model) == (0, 0, 0), model
    before = kept.folder.parent / f"before-{list(CHANGES).index(change)}.duckdb"
    with duckdb.connect(str(kept.database), read_only=True) as connection:
        connection.execute(f"attach '{before}' as before (read_only)")
        query = CHANGED_LINKS
        if change in DECISIONS:
            query = query.replace("int_identity_edges", "int_identity_holders")
        row = connection.execute(query).fetchone()
    assert row is not None and row[0] > 0
