"""Phone numbers are read as the library phonenumbers reads them, in every country and spelling."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType, ValidationResult
from some_models import some_models_project
from spark.dbt_runs import PROJECT, Engine

MODELS = {"int_told_phones": "view", "int_phone_numbers": "table"}
GIVEN = {
    "conformed/identity_signals": """select 's' as source_system, 'customer' as record_type,
        country_code as record_id, 'phone' as identifier_kind, phone as identifier_value
        from told""",
    "customer_records": """select 's' as source_system, '' as customer_record_id,
        cast(null as varchar) as phone where 1 = 0""",
    "identity_decisions": """select 's' as source_system, 'customer' as record_type,
        '' as record_id, 'phone' as identifier_kind, '' as identifier_value where 1 = 0""",
    "int_identity_records": """select distinct 's' as source_system, 'customer' as record_type,
        country_code as record_id, nullif(country_code, '') as country_code from told""",
}
COUNTRIES = sorted(phonenumbers.SUPPORTED_REGIONS)
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
OTHER_RULES = {"AR", "BY", "CO", "HK", "PK"}
"""Where more than a trunk prefix is written, or long numbers begin so: some are read as wrong."""
FREE = {"AT", "DE"}
"""Where numbers have almost any length the library takes 49 151... for a number in 4915."""
MARKETS = ("BE", "CA", "CH", "ES", "FR", "GB", "IE", "IT", "NL", "PT", "SE", "US")
EXTENSIONS = ("", " x12", " ext. 12", ";ext=12", " poste 12", " extension 1234", " #12", ",,12")
NO_NUMBERS = (
    *("", "unknown", "12", "+0123456789", "1234567890123456789", "06+12345678"),
    *(
        "06 12 34 56 78 bureau",
        "+33 6 12 34 56 7",
        "06 12 34 56 78 9",
        "06 12 34 56 78 / 06 12 34 56",
    ),
)
FORMATS = (
    PhoneNumberFormat.NATIONAL,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.RFC3966,
)
VARIABLES = '{"shop": "toy", "systems": {"toy": ["identity_signals"]}}'
DIGITS = range(7, 16)
"""How many a number in E.164 has."""
Told = tuple[str, str]
Read = Callable[[Iterable[Told]], dict[Told, str | None]]


def by_the_library(country: str, written: str) -> str | None:
    """E.164 as the library reads it; none where its length is not that of a full number."""
    try:
        number = phonenumbers.parse(written, country or None)
    except phonenumbers.NumberParseException:
        return None
    full = f"+{number.country_code}{phonenumbers.national_significant_number(number)}"
    reason = phonenumbers.is_possible_number_with_reason(number)
    return full if reason == ValidationResult.IS_POSSIBLE and len(full) - 1 in DIGITS else None


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """What the two models make of numbers that were told in countries."""
    folder = tmp_path_factory.mktemp("phones")
    names = [f"intermediate/identity/{name}" for name in MODELS]
    project = some_models_project(folder / "project", names, GIVEN, ["phone_countries"])
    database = folder / "p.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table told (country_code varchar, phone varchar)")
    engine = Engine("duckdb", folder, {"WAREHOUSE_DUCKDB_PATH": str(database)}, project)
    results = engine.invoke("build", "--vars", VARIABLES).results
    queries = {result.node.name: getattr(result.node, "compiled_code", "") for result in results}

    def read_all(told: Iterable[Told]) -> dict[Told, str | None]:
        with duckdb.connect(str(database)) as connection:
            connection.execute("delete from told")
            columns = [list(column) for column in zip(*told, strict=True)]
            connection.execute("insert into told select unnest(?), unnest(?)", columns)
            for name, kind in MODELS.items():
                connection.execute(
                    f"create or replace {kind} intermediate.{name} as {queries[name]}"
                )
            rows = connection.execute(
                "select country_code, phone, e164 from intermediate.int_phone_numbers"
            ).fetchall()
        return {(country, phone): number for country, phone, number in rows}

    return read_all


def longest(pattern: str, beginning: str, lengths: Iterable[int]) -> int | None:
    """Digits of the longest text of one of the lengths that a pattern matches and begins so."""
    ends = _ends(importlib.import_module("re._parser").parse(pattern), {0}, beginning)
    return max(ends & set(lengths), default=None)


def _ends(tokens: Any, starts: set[int], beginning: str) -> set[int]:
    """Where a match may end that goes on from one of the starts."""
    for kind, argument in tokens:
        match str(kind):
            case "BRANCH":
                starts = {end for way in argument[1] for end in _ends(way, starts, beginning)}
            case "SUBPATTERN":
                starts = _ends(argument[3], starts, beginning)
            case "MAX_REPEAT":
                low, high, repeated = argument
                found, here = set[int](), starts
                for times in range(high + 1):
                    found |= here if times >= low else set()
                    here = _ends(repeated, here, beginning)
                starts = found
            case _:
                digits = set(_digits(kind, argument))
                starts = {at + 1 for at in starts if not set(beginning[at : at + 1]) - digits}
    return starts


def _digits(kind: Any, argument: Any) -> Iterable[str]:
    match str(kind):
        case "LITERAL":
            return [chr(argument)]
        case "RANGE":
            return [chr(code) for code in range(argument[0], argument[1] + 1)]
        case "IN":
            return [digit for part in argument for digit in _digits(*part)]
        case _:
            return "0123456789"


def known_of(country: str) -> PhoneMetadata:
    """What the library knows of a country."""
    known = PhoneMetadata.metadata_for_region(country)
    assert known is not None
    return known


def plan_of(known: PhoneMetadata) -> tuple[str, tuple[int, ...]]:
    """The pattern and the lengths of national numbers."""
    plan = known.general_desc
    assert plan is not None
    return plan.national_number_pattern or "", plan.possible_length


def dialled_abroad(known: PhoneMetadata) -> str:
    """What is dialled before another country's calling code; nothing where carriers differ."""
    prefix = known.preferred_international_prefix or known.international_prefix or ""
    prefix = prefix.replace("~", "")
    return prefix if prefix.isdigit() else ""


def test_the_seed_has_every_country() -> None:
    text = (PROJECT / "seeds" / "phone_countries.csv").read_text(encoding="utf-8")
    seed = {row["country_code"]: row for row in csv.DictReader(text.splitlines())}
    for country in COUNTRIES:
        known, code = known_of(country), phonenumbers.country_code_for_region(country)
        main = phonenumbers.region_code_for_country_code(code)
        pattern, lengths = plan_of(known)
        own = longest(pattern, str(code), lengths)
        assert seed[country] == {
            "country_code": country,
            "calling_code": str(code),
            "trunk_prefix": known.national_prefix or "",
            "international_prefix": dialled_abroad(known),
            "national_lengths": " ".join(map(str, plan_of(known_of(main))[1])),
            "longest_own_code": "" if country in FREE else str(own or ""),
            "is_main_country": str(main == country).lower(),
        }
    assert len(seed) == len(COUNTRIES)


def spellings(country: str, number: phonenumbers.PhoneNumber) -> dict[str, str | None]:
    """A number as it is written in its country and anywhere, and how that is read."""
    known = known_of(country)
    national = phonenumbers.national_significant_number(number)
    written = [phonenumbers.format_number(number, form) for form in FORMATS]
    code, trunk = str(number.country_code), known.national_prefix or ""
    abroad = dialled_abroad(known)
    for prefix in ("+", *([abroad] if abroad else [])):
        written += [
            f"{prefix}{code}{national}",
            f"{prefix} {code} {trunk} {national[:2]}-{national[2:]}",
        ]
        written += [f"({prefix}{code}) ({trunk}){national}"]
    bare = [f"{code}{national}", f"{code} {trunk}{national}"]
    found = {text: by_the_library(country, text) for text in [*written, *bare]}
    if country in FREE:
        found |= dict.fromkeys(bare, f"+{code}{national}")
    return found


def with_extensions(country: str, found: dict[str, str | None]) -> dict[Told, str | None]:
    """The same numbers with every kind of extension, which make no difference."""
    return {(country, text + more): full for text, full in found.items() for more in EXTENSIONS}


def test_numbers_are_read_as_the_library_reads_them(read: Read) -> None:
    expected: dict[Told, str | None] = {("FR", text): None for text in NO_NUMBERS}
    for country in COUNTRIES:
        for kind in KINDS:
            number = phonenumbers.example_number_for_type(country, kind)
            if number is not None and country not in OTHER_RULES:
                expected |= with_extensions(country, spellings(country, number))
    found = read(expected)
    assert {told: found[told] for told, full in expected.items() if found[told] != full} == {}
    assert sum(full is not None for full in expected.values()) > 30_000


@st.composite
def numbers(draw: st.DrawFn) -> dict[Told, str | None]:
    """A number of a market in all spellings."""
    country, kind = draw(st.sampled_from(MARKETS)), draw(st.sampled_from(KINDS))
    number = phonenumbers.example_number_for_type(country, kind)
    assert number is not None
    last = draw(st.text("0123456789", min_size=5, max_size=5))
    full = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    number = phonenumbers.parse(full[:-5] + last)
    return with_extensions(country, spellings(country, number))


@given(told=st.lists(numbers(), min_size=40))
@settings(max_examples=5, deadline=None)
def test_any_number_in_any_spelling(read: Read, told: list[dict[Told, str | None]]) -> None:
    expected = {key: full for one in told for key, full in one.items()}
    found = read(expected)
    assert {key: found[key] for key, full in expected.items() if found[key] != full} == {}


BEGINNINGS = ("", "0", "00", "011", "+", "+33", "+44 0", "0044", "33", "39", "1", "+352", "+999")
TYPED = st.tuples(
    st.sampled_from((*MARKETS, "")),
    st.builds(
        "{}{}".format,
        st.sampled_from(BEGINNINGS),
        st.text("0123456789", min_size=1, max_size=14),
    ),
)


@given(told=st.lists(TYPED, min_size=200, unique=True))
@settings(max_examples=5, deadline=None)
def test_what_is_no_number_is_none(read: Read, told: list[Told]) -> None:
    found = read(told)
    # Without a country the library knows no 00; it is the prefix of most.
    impossible = [
        (country, written)
        for country, written in told
        if by_the_library(country, written if country else f"+{written.removeprefix('00')}") is None
    ]
    assert [key for key in impossible if found[key] is not None] == []
    assert len(impossible) > len(told) / 4
