"""Compares a raw table as it landed with what is expected of it, and says in sentences what is off.

Files are read directly. What is in a database is told by `landed_databases` and handed in as
`relations`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from loyalty_warehouse.datasets import SYSTEMS
from loyalty_warehouse.landing_contract import Expected, LandingColumn
from loyalty_warehouse.settings import Paths

Relations = Mapping[str, Mapping[str, str] | str]
"""`system.table` -> column -> physical type, empty for a table that is not there; or the sentence
that says why its database cannot be read."""


DELIMITERS = (",", ";", "\t", "|")
ENCODING = "write encoding = 'latin-1' (or what it is) into the source's read_csv(...)"


@dataclass(frozen=True)
class Finding:
    """What a raw table turned out to be."""

    table: Expected
    found: Mapping[str, str] | None = None
    """The landed columns with their physical types; None if there is no readable table."""
    sentences: tuple[str, ...] = ()
    """What is wrong, with the remedy; empty if nothing."""
    failures: int = 0
    """How many things (a table, columns) are wrong."""
    missing: tuple[str, ...] = ()
    """Columns that must be there and are not."""
    left_out: tuple[str, ...] = ()
    """Optional columns that are not there."""
    retyped: tuple[str, ...] = ()
    """Columns whose values cannot be read as the expected type."""
    new: tuple[str, ...] = ()
    """Columns that the landing contract does not know; always empty without a contract."""


def is_landed(table: Expected) -> bool:
    """Whether a file is there for a table; true for what is not a file."""
    if table.file is not None:
        return table.file.exists()
    if table.pattern is None:
        return True
    with duckdb.connect() as connection:
        path = table.pattern.replace("'", "''")  # bound values would make DuckDB import pandas
        matches = connection.execute(f"select count(*) from glob('{path}')").fetchall()
    return bool(matches[0][0])


def landed_files(paths: Paths, table: Expected) -> list[str]:
    """The days (UTC, YYYY-MM-DD) on which the files of a table were last written, one a file.

    Empty for a table of a database, and for files that are not on this machine.
    """
    pattern = table.pattern
    if pattern is None or "://" in pattern:
        return []
    place = paths.project / pattern
    root = Path(place.anchor)
    files = root.glob(str(place.relative_to(root)))
    times = [file.stat().st_mtime for file in files if file.exists()]
    return [f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d}" for time in times]


def _dead_links(paths: Paths, table: Expected) -> list[str]:
    """The links among the files of a table that lead to nothing."""
    if not table.pattern or "://" in table.pattern:
        return []
    place = paths.project / table.pattern
    root = Path(place.anchor)
    files = sorted(root.glob(str(place.relative_to(root))))
    return [paths.shown(file) for file in files if file.is_symlink() and not file.exists()]


def look_at(paths: Paths, shop: str, table: Expected, relations: Relations) -> Finding:
    """Compare one table with what is expected of it."""
    remedy = _remedy(shop, table)
    if not table.is_file:
        columns = relations.get(table.name)
        if isinstance(columns, str):
            return Finding(table, sentences=(columns,), failures=1)
        if columns:
            return _compared(table, table.relation, columns, remedy)
        return _missing(table, f"the table {table.relation} is missing: {_first(remedy, table)}.")
    if dead := _dead_links(paths, table):
        links = "is a link" if len(dead) == 1 else "are links"
        them = "it or land the file" if len(dead) == 1 else "them or land the files"
        sentence = f"{', '.join(dead)} {links} to nothing: remove {them}."
        return Finding(table, sentences=(sentence,), failures=len(dead))
    if not is_landed(table):
        return _missing(table, _missing_file(paths, table, _first(remedy, table)))
    shown = paths.shown(table.file) if table.file is not None else _shown_pattern(paths, table)
    try:
        with duckdb.connect() as connection:
            described = connection.execute(f"describe select * from {table.relation}").fetchall()
    except duckdb.Error as error:
        mend = ENCODING if "not utf-8" in str(error) else _first(remedy, table)
        sentence = f"{shown} is not a readable table ({reason_of(error)}): {mend}."
        return Finding(table, sentences=(sentence,), failures=1)
    return _compared(table, shown, {row[0]: row[1] for row in described}, remedy)


def reason_of(error: duckdb.Error) -> str:
    """The first paragraph of what DuckDB says, without the row that it quotes."""
    paragraph = str(error).split("\n\n")[0].splitlines()
    return " ".join(line for line in paragraph if not line.startswith(("Original Line", "LINE ")))


def _first(remedy: str, table: Expected) -> str:
    """The remedy for what may never have been there, or not where the sources say."""
    is_own = remedy == "land it again"
    return f"land it, or correct {_sources_of(table)}" if is_own else remedy


def _missing(table: Expected, sentence: str) -> Finding:
    """What to say of a table that is not there: nothing if it is optional."""
    if table.is_optional:
        return Finding(table)
    return Finding(table, sentences=(sentence,), failures=1)


def _missing_file(paths: Paths, table: Expected, remedy: str) -> str:
    file = table.file
    if file is None:
        shown = _shown_pattern(paths, table)
        optional = f", or mark the table optional in {_sources_of(table)} if you do not have it"
        return f"the table is missing, nothing is at {shown}: {remedy}{optional}."
    if not file.parent.is_dir():
        return f"the folder {paths.shown(file.parent)} does not exist: {remedy}."
    return f"the file {paths.shown(file)} is missing: {remedy}."


def _shown_pattern(paths: Paths, table: Expected) -> str:
    pattern = table.pattern
    if pattern is None:
        return table.relation
    root = f"{paths.project}/"
    return pattern.removeprefix(root)


def _compared(table: Expected, shown: str, found: Mapping[str, str], remedy: str) -> Finding:
    if table.contract:
        return _judged_by_contract(table, shown, found, remedy)
    return _judged_by_declaration(table, shown, found, remedy)


def _judged_by_contract(
    table: Expected, shown: str, found: Mapping[str, str], remedy: str
) -> Finding:
    """Compare with a landing contract, whose names are compared without regard to case."""
    landed = {name.lower(): data_type for name, data_type in found.items()}
    absent = [column for column in table.contract if column.name.lower() not in landed]
    there = [column for column in table.contract if column.name.lower() in landed]
    missing = [column for column in absent if not column.is_optional]
    retyped = [column for column in there if not column.accepts(landed[column.name.lower()])]
    known = {column.name.lower() for column in table.contract}
    sentences = _another_table(table, shown, found, missing, remedy) or [
        *_gone(table, shown, missing, f"{remedy}, or correct the name in {table.yaml}"),
        *_unreadable(shown, retyped, landed),
    ]
    return Finding(
        table=table,
        found=found,
        sentences=tuple(sentences),
        failures=len(missing) + len(retyped),
        missing=tuple(column.name for column in missing),
        left_out=tuple(column.name for column in absent if column.is_optional),
        retyped=tuple(column.name for column in retyped),
        new=tuple(name for name in found if name.lower() not in known),
    )


def _another_table(
    table: Expected,
    shown: str,
    found: Mapping[str, str],
    missing: list[LandingColumn],
    remedy: str,
) -> list[str]:
    wanted = [column.name for column in table.contract if not column.is_optional]
    if not missing or len(missing) * 2 <= len(wanted):
        return []
    return [_is_another(shown, found, wanted, remedy)]


def _is_another(shown: str, found: Mapping[str, str], wanted: Iterable[str], remedy: str) -> str:
    """That most columns are not there; of a text file all of whose line is one column, why."""
    only = next(iter(found)) if len(found) == 1 else ""
    if any(mark in only for mark in DELIMITERS):
        return (
            f"no delimiter was found in {shown}, its only column is {only}: check its quotes (one "
            "that is not closed hides the delimiters), or write delim = ';' (or what it is) into "
            "the source's read_csv(...)."
        )
    return (
        f"{shown} is a file of another table: it has the columns {', '.join(found)}, and "
        f"{', '.join(wanted)} are needed: {remedy}."
    )


def _gone(table: Expected, shown: str, missing: list[LandingColumn], remedy: str) -> list[str]:
    required = [column.name for column in missing if column.is_required]
    others = [column.name for column in missing if not column.is_required]
    sentences = []
    if required:
        sentences.append(f"{shown} has no column{_s(required)} {', '.join(required)}: {remedy}.")
    if others:
        sentences.append(
            f"column{_s(others)} gone from {shown}: {', '.join(others)}: {remedy}, or mark "
            f"{'them' if len(others) > 1 else 'it'} optional there."
        )
    return sentences


def _unreadable(shown: str, retyped: list[LandingColumn], landed: Mapping[str, str]) -> list[str]:
    if not retyped:
        return []
    each = "; ".join(
        f"{column.name} is {landed[column.name.lower()]} instead of {column.data_type}"
        for column in retyped
    )
    return [f"{shown} has columns of another type ({each}): land them as that type or as text."]


def _judged_by_declaration(
    table: Expected, shown: str, found: Mapping[str, str], remedy: str
) -> Finding:
    """Compare with the declared columns of a source: exact names, exact types."""
    wanted = table.columns
    missing = [name for name in wanted if name not in found]
    retyped = [
        name
        for name, declared in wanted.items()
        if declared and name in found and not _is_same_type(found[name], declared, table.is_file)
    ]
    sentence = ""
    if missing and len(missing) * 2 > len(wanted):
        sentence = _is_another(shown, found, wanted, remedy)
    elif missing:
        sentence = f"{shown} has no column{_s(missing)} {', '.join(missing)}: {remedy}."
    elif retyped:
        wrong = [
            f"{name} is {found[name].upper()} instead of {duckdb.sqltype(str(wanted[name]))}"
            for name in retyped
        ]
        sentence = f"{shown} has columns of another type ({'; '.join(wrong)}): {remedy}."
    return Finding(
        table=table,
        found=found,
        sentences=(sentence,) if sentence else (),
        failures=len(missing) or len(retyped),
        missing=tuple(missing),
        retyped=tuple(retyped),
    )


def _is_same_type(landed: str, declared: str, is_file: bool) -> bool:
    """Whether types are the same; a database may write its own in small letters."""
    return (landed if is_file else landed.upper()) == str(duckdb.sqltype(declared))


def _s(names: list[str]) -> str:
    return "s" if len(names) > 1 else ""


def _sources_of(table: Expected) -> str:
    return f"models/staging/{table.system}/_{table.system}__sources.yml"


def _remedy(shop: str, table: Expected) -> str:
    if table.system in SYSTEMS:
        return f"run `warehouse load {table.system.replace('_', '-')}` to land it again"
    if shop == "sample":
        return "run `warehouse load sample` to land it again"
    if table.contract:
        return "land it again"
    return f"land it as models/staging/{table.system} declares its sources"
