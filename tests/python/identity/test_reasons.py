"""Why customers merged or split: the link or decision that each event names."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spark.dbt_runs import PROJECT, Engine
from thorough import tried

VARIABLES = '{"shop": "reasons", "systems": {"toy": []}}'
MODELS = (
    "edges",
    *(f"groups_{n}" for n in range(1, 5)),
    "components",
    "holders",
    "events",
)
FOLDER = '{{ env_var("WAREHOUSE_RAW_PATH") }}'
STUBS = {
    "int_identity_values": f"""
        select told.*, told.identifier_key as part_key, rules.strength,
            5 as max_values_per_record, 2 as max_values_beside,
            case told.identifier_kind when 'phone' then 365 end as max_days_between,
            cast(null as int) as max_birth_dates, 3 as max_places,
            case when decisions.decision_id is not null
                then 'unlinked_by_hand' end as refused_reason
        from read_parquet('{FOLDER}/signals.parquet') as told
        inner join {{{{ ref('identity_rules') }}}} as rules using (identifier_kind)
        left join {{{{ ref('int_identity_decisions') }}}} as decisions
            on decisions.decision = 'unlink' and told.record_key = decisions.record_key
            and told.identifier_key = decisions.identifier_key""",
    "int_identity_decisions": f"select * from read_parquet('{FOLDER}/decisions.parquet')",
    "int_identity_records": f"""
        select distinct record_key, cast('2024-01-01' as date) as first_seen_date
        from read_parquet('{FOLDER}/signals.parquet')""",
    "identity_rules": """
        select * from (values ('card', 3, 3), ('email', 2, 9), ('phone', 1, 9))
        as rules (identifier_kind, strength, max_values_per_customer)""",
    "customer_records": """
        select cast(null as bigint) as customer_record_key, cast(null as date) as birth_date
        where 1 = 0""",
    "int_identity_places": """
        select cast(null as bigint) as record_key, cast(null as string) as place where 1 = 0""",
    "int_as_of": "select cast('2025-06-30' as date) as as_of_date",
}
COLUMNS = {
    "signals": "record_key bigint, identifier_kind text, identifier_key bigint, "
    "first_seen_at timestamp",
    "decisions": "decision_id text, decision text, record_key bigint, identifier_key bigint",
}
BEGINNING = datetime(2020, 1, 1, 10)
Signal = tuple[int, str, int, int]
"""Record, kind, identifier, day of its first use."""
Decision = tuple[str, str, int, int]
"""Name, verb, record, identifier or other record."""
Reason = tuple[int, str, int, str | None, int | None, str | None, str | None]
"""Record, event, customer; kind, key, decision and reason of what decided."""


@dataclass
class Shop:
    """Identity from the readable values down to the log; the values are the test's."""

    folder: Path
    customers: dict[int, int] = field(default_factory=dict)
    days: list[list[Reason]] = field(default_factory=list)
    """What each run added to the log, by record."""

    def run(self, signals: list[Signal], decisions: list[Decision] | None = None) -> None:
        """Resolve these links."""
        rows = [
            (record, kind, key, BEGINNING + timedelta(days=day))
            for record, kind, key, day in signals
        ]
        self._write("signals", rows)
        self._write("decisions", decisions or [])
        environment = {
            "WAREHOUSE_RAW_PATH": str(self.folder),
            "WAREHOUSE_DUCKDB_PATH": str(self.file),
        }
        engine = Engine("duckdb", self.folder / "dbt", environment, self.folder / "project")
        engine.invoke("run", "--vars", VARIABLES)
        with duckdb.connect(str(self.file), read_only=True) as connection:
            told = connection.execute(
                """select record_key, event_type, customer_id, deciding_kind, deciding_key,
                    decision_id, deciding_reason
                from intermediate.int_identity_events order by event_batch, record_key"""
            ).fetchall()
        self.days.append(told[sum(map(len, self.days)) :])
        self.customers |= {record: customer for record, _, customer, *_ in self.days[-1]}

    @property
    def file(self) -> Path:
        return self.folder / "reasons.duckdb"

    def begin_anew(self) -> None:
        """Forget everything but the parsed project."""
        self.file.unlink(missing_ok=True)
        self.customers, self.days = {}, []

    def groups(self) -> set[frozenset[int]]:
        """Records by customer."""
        found = defaultdict(set)
        for record, customer in self.customers.items():
            found[customer].add(record)
        return {frozenset(group) for group in found.values()}

    def _write(self, name: str, rows: Sequence[tuple[object, ...]]) -> None:
        with duckdb.connect() as connection:
            connection.execute(f"create table rows ({COLUMNS[name]})")
            if rows:
                connection.executemany("insert into rows values (?, ?, ?, ?)", rows)
            connection.execute(f"copy rows to '{self.folder}/{name}.parquet' (format parquet)")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("reasons")
    root = folder / "project"
    shutil.copytree(PROJECT / "macros", root / "macros")
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, root / name)
    models = root / "models" / "intermediate"
    models.mkdir(parents=True)
    for name in MODELS:
        shutil.copy(PROJECT / f"models/intermediate/identity/int_identity_{name}.sql", models)
    for name, query in STUBS.items():
        (models / f"{name}.sql").write_text(query)
    return Shop(folder)


@pytest.fixture(scope="module")
def days(shop: Shop) -> list[dict[int, Reason]]:
    """Four runs over five stories side by side: the events of each by record."""
    shop.begin_anew()
    first: list[Signal] = [
        *[(11, "email", 110, 0), (12, "email", 120, 0), (13, "email", 120, 0)],
        *[(21, "email", 210, 0), (22, "email", 210, 0), (22, "phone", 211, 0)],
        *[(31, "email", 310, 0), (32, "email", 320, 0)],
        *[(41, "phone", 410, 0), (42, "phone", 410, 0), (41, "email", 411, 0)],
        (42, "email", 412, 0),
        *[(51, "phone", 510, 0), (52, "phone", 510, 300), (53, "phone", 510, 1000)],
    ]
    second: list[Signal] = [
        *[(32, "email", 310, 0), (31, "card", 311, 0), (32, "card", 311, 0), (33, "card", 311, 0)],
        *[(43, "phone", 410, 0), (43, "email", 413, 0)],
        (54, "phone", 510, 650),
    ]
    decisions: list[Decision] = [
        ("d1", "link", 11, 13),
        ("d2", "unlink", 22, 210),
        ("d3", "link", 31, 32),
    ]
    bridge_moved = [signal for signal in first + second if signal[0] != 54]
    shop.run(first)
    shop.run(first + second, decisions)
    shop.run([*bridge_moved, (54, "phone", 510, 5)])
    shop.run([*bridge_moved, (54, "phone", 510, 5)])
    return [{event[0]: event for event in day} for day in shop.days]


def test_a_decision_to_link_is_named_and_undone(days: list[dict[int, Reason]]) -> None:
    assert [days[0][record][1:] for record in (11, 12, 13)] == [
        ("mint", 11, None, None, None, None),
        ("mint", 12, None, None, None, None),
        ("join", 12, "email", 120, None, None),
    ]
    for record in (12, 13):
        assert days[1][record][1:] == ("manual_link", 11, "decision", 13, "d1", None)
        assert days[2][record][1:] == ("split", 12, None, None, None, None)


def test_a_decision_to_unlink_is_named_and_undone(days: list[dict[int, Reason]]) -> None:
    reason = ("manual_unlink", 22, "email", 210, "d2", "unlinked_by_hand")
    assert days[1][22][1:] == reason
    assert days[2][22][1:] == ("merge", 21, "email", 210, None, None)
    assert days[0][22][1:] == ("join", 21, "email", 210, None, None)


def test_the_strongest_link_between_two_customers_decides(days: list[dict[int, Reason]]) -> None:
    assert days[1][32][1:] == ("merge", 31, "card", 311, None, None)
    assert days[1][33][1:] == ("join", 31, "card", 311, None, None)
    assert 32 not in days[2], "the decision says what identifiers say, too"


def test_a_value_that_becomes_everybodys_says_so(days: list[dict[int, Reason]]) -> None:
    assert days[1][42][1:] == ("split", 42, "phone", 410, None, "too_many_values_beside")
    assert days[1][43][1:] == ("mint", 43, None, None, None, None)


def test_a_number_that_is_given_away_links_nobody_new(days: list[dict[int, Reason]]) -> None:
    """A late use in between bridges the break; when it proves to be earlier, the break is back."""
    assert days[0][52][1:] == ("join", 51, "phone", 510, None, None)
    assert days[0][53][1:] == ("mint", 53, None, None, None, None)
    assert days[1][53][1:] == ("merge", 51, "phone", 510, None, None)
    assert days[2][53][1:] == ("split", 53, "phone", 510, None, "outside_window")


def test_the_same_links_again_say_nothing(days: list[dict[int, Reason]]) -> None:
    assert days[3] == {}


def test_a_decision_by_hand_outlives_the_limits_and_others_keep_their_weak_links(
    shop: Shop,
) -> None:
    """Four cards in a chain are one too many; the pair with a telephone is another group."""
    shop.begin_anew()
    chain: list[Signal] = [
        *[(61, "card", 611, 0), (61, "card", 612, 0), (62, "card", 612, 0), (62, "card", 613, 0)],
        *[(63, "card", 613, 0), (63, "card", 614, 0), (71, "phone", 710, 0), (72, "phone", 710, 0)],
    ]
    shop.run(chain)
    assert shop.groups() == {frozenset({61}), frozenset({62}), frozenset({63}), frozenset({71, 72})}
    shop.run(chain, [("d1", "link", 61, 63)])
    assert shop.groups() == {frozenset({61, 63}), frozenset({62}), frozenset({71, 72})}
    assert shop.days[-1] == [(63, "manual_link", 61, "decision", 63, "d1", None)]


KEYS = {"card": 300_000, "email": 200_000, "phone": 100_000}
SIGNALS = st.lists(
    st.tuples(
        st.integers(1, 60), st.sampled_from(sorted(KEYS)), st.integers(1, 40), st.integers(0, 1500)
    ).map(lambda told: (told[0], told[1], KEYS[told[1]] + told[2], told[3])),
    min_size=60,
    max_size=120,
    unique_by=lambda signal: signal[:3],
)


@settings(
    max_examples=tried(3, 30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(SIGNALS, st.integers(0, 1000))
def test_any_order_of_arrival_gives_the_same_groups(
    shop: Shop, signals: list[Signal], seed: int
) -> None:
    """With limits and windows on; whoever changes the customer between two days has an event."""
    arriving = random.Random(seed).sample(signals, len(signals))
    shop.begin_anew()
    shop.run(signals)
    at_once = shop.groups()
    shop.begin_anew()
    shop.run(arriving[: len(arriving) // 2])
    before = dict(shop.customers)
    shop.run(arriving)
    assert shop.groups() == at_once
    changed = {key for key, customer in shop.customers.items() if before.get(key) != customer}
    assert changed == {event[0] for event in shop.days[-1]}
