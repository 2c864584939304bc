"""A record is read again when what it is told with, or a pattern, changes; the rest is kept."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from spark.dbt_runs import PROJECT, Engine

VARIABLES = '{"shop": "signals", "systems": {"toy": []}}'
TOLD = """{{% set file = env_var('WAREHOUSE_RAW_PATH') ~ '/{file}.parquet' -%}}
    select * from
    {{{{ 'parquet.`' ~ file ~ '`' if target.type == 'spark' else "'" ~ file ~ "'" }}}}"""
PHONES = """select 'FR' as country_code, '01 80 00 01 00' as phone, '+33180000100' as e164,
    1 as rules_fingerprint union all select '', '01 80 00 01 00', null, 1"""
Telling = tuple[int, str, str | None, str, str, datetime | None]
"""Record, kind, system, value, country of the record, first seen."""
COLUMNS = """record_key bigint, identifier_kind text, identifier_system text,
    identifier_value text, country_code text, first_seen_at timestamp"""
EARLY, LATE = datetime(2024, 1, 1), datetime(2024, 6, 1)
ANNA: Telling = (1, "email", None, " Anna@X.example", "", LATE)
BEN: Telling = (2, "email", None, "ben@x.example", "", None)
CARD: Telling = (2, "loyalty_card", None, "29", "", EARLY)
PHONE: Telling = (3, "phone", None, "01 80 00 01 00", "FR", None)
ACCOUNT: Telling = (4, "account", "shop", "7", "", None)
UNREAD: Telling = (5, "phone", None, "7", "FR", None)
NOBODY = [("loyalty_card", "^9+$")]
DAYS: dict[str, tuple[list[Telling], list[tuple[str, str]], set[int]]] = {
    "the first": ([ANNA, BEN, PHONE], NOBODY, {1, 2, 3}),
    "nothing new": ([PHONE, BEN, ANNA], NOBODY, set()),
    "a card and a record": ([ANNA, BEN, CARD, PHONE, ACCOUNT], NOBODY, {2, 4}),
    "told once more": ([ANNA, ANNA, BEN, CARD, PHONE, ACCOUNT], NOBODY, {1}),
    "seen earlier": ([(*ANNA[:5], EARLY), BEN, CARD, PHONE, ACCOUNT], NOBODY, {1}),
    "another country": ([ANNA, BEN, CARD, (*PHONE[:4], "", None), ACCOUNT], NOBODY, {1, 3}),
    "a silent record": ([ANNA, CARD, ACCOUNT], NOBODY, {2}),
    "another pattern": ([ANNA, CARD, ACCOUNT], [("loyalty_card", "^29$")], {1, 2, 4}),
    "a number that is not read yet": ([ANNA, CARD, ACCOUNT, UNREAD], NOBODY, {1, 2, 4, 5}),
    "it is looked for again": ([ANNA, CARD, ACCOUNT, UNREAD], NOBODY, {5}),
    "nobody": ([], NOBODY, set()),
}
"""What is told that day, the patterns, and the records that are read."""


class Reader:
    """int_identity_signals alone; what it reads is the test's."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "signals.duckdb"
        root = folder / "project"
        shutil.copytree(PROJECT / "macros", root / "macros")
        for name in ("dbt_project.yml", "profiles.yml"):
            shutil.copy(PROJECT / name, root / name)
        models = root / "models" / "intermediate"
        models.mkdir(parents=True)
        shutil.copy(PROJECT / "models/intermediate/identity/int_identity_signals.sql", models)
        for model, file in (("int_identity_told", "told"), ("identity_blocked_values", "patterns")):
            (models / f"{model}.sql").write_text(TOLD.format(file=file))
        (models / "int_phone_numbers.sql").write_text(PHONES)

    def read(self, told: list[Telling], patterns: list[tuple[str, str]], *options: str) -> None:
        """Run dbt on what is told."""
        self.write(told, patterns)
        places = {"WAREHOUSE_RAW_PATH": str(self.folder), "WAREHOUSE_DUCKDB_PATH": str(self.file)}
        engine = Engine("duckdb", self.folder / "dbt", places, self.folder / "project")
        engine.invoke("run", *options, "--vars", VARIABLES)

    def write(self, told: list[Telling], patterns: list[tuple[str, str]]) -> None:
        """Write what the next run finds."""
        with duckdb.connect() as connection:
            connection.execute(f"create table told ({COLUMNS})")
            connection.execute("create table patterns (identifier_kind text, pattern text)")
            for row in told:
                connection.execute("insert into told values (?, ?, ?, ?, ?, ?)", row)
            connection.executemany("insert into patterns values (?, ?)", patterns)
            for table in ("told", "patterns"):
                file = self.folder / f"{table}.parquet"
                connection.execute(f"copy {table} to '{file}' (format parquet)")

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Ask the file; changes are kept."""
        with duckdb.connect(str(self.file)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reader, Reader]:
    folder = tmp_path_factory.mktemp("signals")
    return Reader(folder / "daily"), Reader(folder / "anew")


def test_days_give_what_a_full_refresh_gives(readers: tuple[Reader, Reader]) -> None:
    """Before each day the keys held are made negative: those of records not read stay so."""
    daily, anew = readers
    table = "intermediate.int_identity_signals"
    everything = (
        f"select * replace (abs(identifier_key) as identifier_key) from {table} order by all"
    )
    for name, (told, patterns, read_again) in DAYS.items():
        if name != "the first":
            daily.ask(f"update {table} set identifier_key = -abs(identifier_key)")
        daily.read(told, patterns)
        anew.read(told, patterns, "--full-refresh")
        found = daily.ask(f"select record_key from {table} where coalesce(identifier_key, 1) > 0")
        assert {record for (record,) in found} == read_again, name
        assert daily.ask(everything) == anew.ask(everything), name
