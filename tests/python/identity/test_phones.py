"""National phone numbers are read as the library phonenumbers reads them, country by country."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from slim import slim_project
from spark.dbt_runs import PROJECT, Engine

VARIABLES = (PROJECT / "shops" / "cdnow_sample.yml").read_text(encoding="utf-8")
CALL = "{{ normalised_phone('phone', 'calling_code', 'trunk_prefix') }}"
OTHER_RULES = {("AR", PhoneNumberType.MOBILE), ("BY", PhoneNumberType.FIXED_LINE)} | {
    ("BY", PhoneNumberType.MOBILE)
}
"""Countries that write more than a trunk prefix before a national number: read as wrong numbers."""
NONE = ("", "unknown", "12", "+0123456789", "1234567890123456789")
Known = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def seed() -> Known:
    """The seed: calling code and trunk prefix by country."""
    text = (PROJECT / "seeds" / "phone_countries.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["country_code"]: (row["calling_code"], row["trunk_prefix"]) for row in rows}


def examples() -> list[tuple[str, str, str]]:
    """(country, as it is written there or abroad, E.164) for every country of the library."""
    formats = (PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164)
    found = []
    for country in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE):
            number = phonenumbers.example_number_for_type(country, kind)
            if number is None:
                continue
            full = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            for form in formats:
                written = phonenumbers.format_number(number, form)
                if form != PhoneNumberFormat.NATIONAL or (country, kind) not in OTHER_RULES:
                    found.append((country, written, full))
    return found


def test_the_seed_has_every_country(seed: Known) -> None:
    for country in phonenumbers.SUPPORTED_REGIONS:
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
        assert metadata is not None
        assert seed[country] == (str(metadata.country_code), metadata.national_prefix or "")


def test_numbers_are_read_as_the_library_reads_them(seed: Known, tmp_path: Path) -> None:
    place = {"WAREHOUSE_DUCKDB_PATH": str(tmp_path / "p.duckdb")}
    engine = Engine("duckdb", tmp_path, place, slim_project())
    compiled = engine.invoke("compile", "--inline", CALL, "--vars", VARIABLES)
    query = f"""select {compiled.results[0].node.compiled_code} from (
        select ?::varchar as phone, ?::varchar as calling_code, nullif(?, '') as trunk_prefix)"""
    cases: list[tuple[str, str, str | None]] = [*examples(), *(("FR", text, None) for text in NONE)]
    with duckdb.connect() as connection:
        read = [
            connection.execute(query, [written, *seed[country]]).fetchone()
            for country, written, _ in cases
        ]
    wrong = [case for case, row in zip(cases, read, strict=True) if row != (case[2],)]
    assert wrong == []
    assert len(cases) > 1400
