"""Looks for the values of the erased in everything the warehouse keeps.

Long values (ids, addresses, anything with digits and letters) may stand nowhere, not even within a
text, as it is or as a URL writes it; nor may full names, with any separator, in either order, with
or without accents. Short ones (a first name, a postal code) are other people's, too: they may stand
in no column that is tagged personal, if they were the person's alone.
"""

from __future__ import annotations

import mmap
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_plus

import duckdb

from loyalty_warehouse.database import opened
from loyalty_warehouse.erasure.marked import (
    FRACTIONS,
    INTEGERS,
    MarkedFile,
    marked_file,
    whole,
)
from loyalty_warehouse.erasure.register import Register
from loyalty_warehouse.erasure.screen import files
from loyalty_warehouse.erasure.sql import literal, quoted
from loyalty_warehouse.erasure.tags import PersonalColumn, PersonalTable
from loyalty_warehouse.erasure.texts import PLAIN, name_forms, name_pattern
from loyalty_warehouse.errors import WarehouseError

LONG = 8
TEXT = 25
AT_ONCE = 100_000
TABLES = (".duckdb", ".parquet")
"""The files whose columns are looked at, too."""
OTHER_TYPES = re.compile(r"(BOOLEAN|TIMESTAMP|TIME|DATE)[^\[]*$")


Columns = Sequence[tuple[str, str]]
"""Names and types."""
Personal = Mapping[str, set[str]]
"""The columns that are tagged personal, in lower case, by table."""


@dataclass
class Values:
    """What must be gone."""

    long: set[str] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    full_names: set[str] = field(default_factory=set)
    """As `texts.name_forms` makes them."""
    parts: set[str] = field(default_factory=set)
    """Long ones that columns hold as a part of a longer word: an id of others that contains one."""


@dataclass
class Proof:
    """How much was looked at, and where something was found (never what)."""

    tables: int = 0
    columns: int = 0
    files: int = 0
    found: list[str] = field(default_factory=list)


def collect(tables: Iterable[PersonalTable], register: Register, persons: Iterable[str]) -> Values:
    """Every value of personal columns that stands on rows of the persons and on no other row.

    Rows that are nobody's and hold one are entered as rows of that person; so are full names.
    """
    tables, chosen = list(tables), ", ".join(literal(person) for person in persons)
    mine: dict[str, bool] = {}
    owners: dict[str, str] = {}
    for table in tables:
        for file in files(table):
            with marked_file(table, file, register, is_read=False) as marked:
                for column in marked.columns if marked.is_touched else ():
                    if column.is_personal and not column.is_kept:
                        is_name = column.is_id or column.is_contact
                        for value, who in marked.values(column, f"erased_person in ({chosen})"):
                            # A number that others have too may stand there in their spelling.
                            if not column.is_contact or register.find(str(column.holds), value):
                                mine[value] = mine.get(value, False) or is_name
                                owners[value] = who
    for table in tables:
        for file in files(table):
            with marked_file(table, file, register, is_read=False) as marked:
                for column in marked.columns:
                    if column.is_personal:
                        for value in _others(marked, column, chosen, mine):
                            mine.pop(value, None)
    for table in tables:
        for file in files(table):
            with marked_file(table, file, register, is_read=False) as marked:
                for key, value in _nobodys(marked, list(mine)):
                    register.add(f"key:{table.name}", key, owners[value], is_replaced=False)
    values = Values(full_names=_full_names(tables, register, chosen))
    for value, is_name in mine.items():
        if _is_long(value.strip(), is_name):
            values.long.add(value.strip())
        elif value.strip():
            values.short.add(value.strip())
    return values


def _others(
    marked: MarkedFile, column: PersonalColumn, chosen: str, mine: dict[str, bool]
) -> list[str]:
    """Which of the values stand on rows of others, so stay there.

    An address or number of the erased is replaced on every row; rows that are nobody's are entered.
    """
    place, person = marked.place
    rows = marked.connection.execute(
        f"select distinct {marked.text(column)} from {place} "
        f"where list_contains($mine, {marked.text(column)}) "
        f"and coalesce({person} not in ({chosen}), not ({marked.is_nobodys()}))",
        {"mine": list(mine)},
    ).fetchall()
    return [value for (value,) in rows if not marked.replaces(column, value)]


def _nobodys(marked: MarkedFile, mine: list[str]) -> list[tuple[str, str]]:
    """Keys of the rows that are nobody's, with a value of the persons that they hold."""
    place, person = marked.place
    texts = [marked.text(column) for column in marked.columns if column.is_personal]
    return marked.connection.execute(
        f"""select key, max(value) from (
            select {marked.key()} as key, unnest([{", ".join(texts)}]) as value from {place}
            where {person} is null and {marked.is_nobodys()})
        where list_contains($mine, value) group by key""",
        {"mine": mine},
    ).fetchall()


def without_what_things_say(values: Values, files: Iterable[Path]) -> Values:
    """The values but names and texts that stand in tables without people: a brand, a title."""
    said: set[str] = set()
    names: set[str] = set()
    texts = [value for value in values.long | values.short if " " in value and "@" not in value]
    for file in files:
        with duckdb.connect() as connection:
            source = literal(str(file))
            for column, data_type, *_ in connection.execute(f"describe from {source}").fetchall():
                if data_type == "VARCHAR":
                    named = quoted(column)
                    rows = connection.execute(
                        f"select distinct {named} from {source} where list_contains(?, {named})",
                        [texts],
                    ).fetchall()
                    said |= {value for (value,) in rows}
                    names |= _names_within(connection, source, named, values.full_names)
    return Values(values.long - said, values.short - said, values.full_names - names)


def _names_within(
    connection: duckdb.DuckDBPyConnection, source: str, text: str, names: set[str]
) -> set[str]:
    """Which of the full names stand within the texts of a source, in both orders."""
    if not names:
        return set()
    plain = PLAIN.format(text=text)
    rows = connection.execute(
        f"select distinct unnest(regexp_extract_all({plain}, ?, 2)) from {source}",
        [name_pattern(names)],
    ).fetchall()
    return {form for (name,) in rows if name for form in name_forms(name)}


def _full_names(tables: list[PersonalTable], register: Register, chosen: str) -> set[str]:
    """Full names that only rows of the persons have; they are entered."""
    mine = dict(_names_of(tables, register, f"in ({chosen})"))
    alone = mine.keys() - {name for name, _ in _names_of(tables, register, f"not in ({chosen})")}
    for name in alone:
        register.add("name", name, mine[name], is_replaced=False)
        register.add("word", name.partition(" ")[0], mine[name], is_replaced=False)
    return alone


def _names_of(
    tables: Iterable[PersonalTable], register: Register, whose: str
) -> Iterator[tuple[str, str]]:
    """Full names on rows whose person is as told, with the person; nobody is somebody else."""
    for table in tables:
        for file in files(table):
            with marked_file(table, file, register, is_read=False) as marked:
                condition = f"coalesce({marked.place[1]}, '') {whose}"
                for first, last, who in marked.full_names(condition):
                    for name in name_forms(first or "", last or ""):
                        yield name, str(who)


def _is_long(value: str, is_name: bool) -> bool:
    if len(value) < LONG:
        return False
    has_both = bool(re.search(r"\d", value)) and bool(re.search(r"[^\W\d]", value))
    return is_name or has_both or len(value) >= TEXT


def scan_database(
    file: Path, values: Values, personal: Personal, proof: Proof, keys: Sequence[int] = ()
) -> None:
    """Look at every column of every table of a DuckDB file, and at its bytes.

    ``keys``: as `scan_folder` looks for them.
    """
    with opened(file, read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        tables = connection.execute(
            """select schema_name, table_name, list((column_name, data_type))
            from duckdb_columns()
            join duckdb_tables() using (database_name, schema_name, table_name)
            where database_name = current_database() group by all order by all"""
        ).fetchall()
        for schema, table, columns in tables:
            source = f"{quoted(schema)}.{quoted(table)}"
            name = f"{file.name} {schema}.{table}"
            tagged = personal.get(str(table), set())
            _scan(connection, source, columns, values, tagged, name, proof)
            for column in _columns_with(connection, source, columns, keys):
                proof.found.append(f"{name}, keys in column {column}")
    _scan_bytes(file, values, proof)


def scan_raw(file: Path, values: Values, personal: set[str], proof: Proof) -> None:
    """Look at every column of a Parquet file."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        columns = _columns_of(connection, file)
        name = "/".join(file.parts[-3:])
        _scan(connection, literal(str(file)), columns, values, personal, name, proof)


def scan_folder(
    folder: Path, values: Values, keys: Sequence[int], personal: Personal, proof: Proof
) -> None:
    """Look at every table in Parquet and DuckDB files below a folder, and at all files' bytes.

    ``keys``: what must stand in no column but those of customer ids, which history keeps. A file in
    the place of the folder is looked at alone.
    """
    files = [file for file in sorted([folder, *folder.rglob("*")]) if file.is_file()]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        tables: dict[tuple[Path, str, Columns], list[Path]] = {}
        for file in files:
            if file.suffix == ".parquet":
                try:
                    columns = _columns_of(connection, file)
                except duckdb.Error:  # by a run that was killed
                    proof.found.append(f"{_below(folder, file)}, perhaps: it cannot be read")
                else:
                    names = (file.stem, *file.parent.parts[::-1])
                    table = next((one for one in names if one in personal), "")
                    tables.setdefault((file.parent, table, columns), []).append(file)
        kinds = Counter(place for place, *_ in tables)
        for (place, table, columns), parts in tables.items():
            is_one_of_many = kinds[place] > 1 or folder.is_file()
            name = _below(folder, parts[0] if is_one_of_many else place)
            source = f"read_parquet([{', '.join(literal(str(part)) for part in parts)}])"
            tagged = personal.get(table, set())
            try:
                _scan(connection, source, columns, values, tagged, name, proof)
                for column in _columns_with(connection, source, columns, keys):
                    proof.found.append(f"{name}, keys in column {column}")
            except duckdb.Error:
                proof.found.append(f"{name}, perhaps: it cannot be read")
    for file in files:
        if file.suffix != ".duckdb":
            _scan_bytes(file, values, proof)
            continue
        try:
            scan_database(file, values, personal, proof, keys)
        except (duckdb.Error, WarehouseError):  # damaged, or another process writes to it
            proof.found.append(f"{_below(folder, file)}, perhaps: it cannot be read")
            _scan_bytes(file, values, proof)


def _below(folder: Path, file: Path) -> str:
    return file.relative_to(folder.parent).as_posix()


def _columns_of(connection: duckdb.DuckDBPyConnection, file: Path) -> Columns:
    """Names and types of a Parquet file's columns."""
    rows = connection.execute(f"describe from {literal(str(file))}").fetchall()
    return tuple((str(row[0]), str(row[1])) for row in rows)


def _columns_with(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    columns: Columns,
    keys: Sequence[int],
) -> Iterator[str]:
    """The columns that hold one of the keys. Tombstones, in the log of identity, may."""
    is_log = {"event_type", "registration_number"} <= {name for name, _ in columns}
    told = "event_type <> 'erase'" if is_log else "true"
    for name, data_type in columns if keys else ():
        if INTEGERS.match(data_type) and name not in ("customer_id", "previous_customer_id"):
            ((found,),) = connection.execute(
                f"select exists (select 1 from {source} "
                f"where {told} and {quoted(name)} in (select unnest($keys)))",
                {"keys": list(keys)},
            ).fetchall()
            if found:
                yield name


def without_newcomers(
    tables: Iterable[PersonalTable], register: Register, values: Values
) -> Values:
    """The values but those that stand in raw files by now, so on rows of others."""
    tables = list(tables)
    mine = dict.fromkeys(values.long | values.short, False)
    for table in tables:
        for file in files(table):
            with marked_file(table, file, register, is_read=False) as marked:
                for column in marked.columns:
                    if column.is_personal:
                        for value in _others(marked, column, "''", mine):
                            mine.pop(value, None)
    others = {name for name, _ in _names_of(tables, register, "= ''")}
    return Values(values.long & mine.keys(), values.short & mine.keys(), values.full_names - others)


def scan_texts(folders: Iterable[Path], values: Values, proof: Proof) -> None:
    """Look at the bytes of every file below folders."""
    for folder in folders:
        for file in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if file.is_file():
                _scan_bytes(file, values, proof)


def _scan(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    columns: Columns,
    values: Values,
    personal: set[str],
    name: str,
    proof: Proof,
) -> None:
    proof.tables += 1
    for column, data_type in columns:
        proof.columns += 1
        short = values.short if column.lower() in personal else set()
        if _is_in_column(connection, source, quoted(column), data_type, values, short):
            proof.found.append(f"{name}, column {column}")


def _is_in_column(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    column: str,
    data_type: str,
    values: Values,
    short: set[str],
) -> bool:
    """Whether a column holds a long value or full name, alone or within, or a short value alone."""
    if OTHER_TYPES.match(data_type):
        return False
    is_fraction = bool(FRACTIONS.match(data_type))
    text = whole(column) if is_fraction else f"cast({column} as varchar)"
    alone = sorted(value for value in values.long | short if value.isdigit() or value in short)
    ((found,),) = connection.execute(
        f"select coalesce(bool_or(list_contains($alone, {text})), false) from {source}",
        {"alone": alone},
    ).fetchall()
    if found or is_fraction or INTEGERS.match(data_type):
        return bool(found)
    rows = connection.execute(f"select distinct {text} from {source} where {column} is not null")
    while some := rows.fetchmany(AT_ONCE):
        if is_within("\n".join(value for (value,) in some), values.long, values.parts):
            return True
    return bool(values.full_names) and _has_name(connection, source, text, values.full_names)


def _has_name(
    connection: duckdb.DuckDBPyConnection, source: str, text: str, names: set[str]
) -> bool:
    """Whether a text holds a full name.

    To prepare the pattern takes longer than to read a small table: first a word of each is sought.
    """
    plain = f"select {PLAIN.format(text=text)} as plain from {source}"
    words = sorted({max(name.split(), key=len) for name in names})
    may_hold = " or ".join(f"contains(plain, {literal(word)})" for word in words)
    holds = "regexp_matches(plain, ?)"
    for condition, pattern in ((may_hold, []), (holds, [name_pattern(names)])):
        ((found,),) = connection.execute(
            f"select coalesce(bool_or({condition}), false) from ({plain})", pattern
        ).fetchall()
        if not found:
            return False
    return True


def is_within(text: str, values: Iterable[str], parts: set[str] | None = None) -> bool:
    """Whether a text holds one of the values, not as a part of a longer word or number.

    Those that it holds as such a part only are added to ``parts``.

    >>> is_within("To ANNA@mail.example.", {"anna@mail.example"})
    True
    >>> is_within("joanna@mail.example, 29000000222", {"anna@mail.example", "9000000222"})
    False
    >>> is_within("/u?mail=a%2Bb%40mail.example", {"a+b@mail.example"})
    True
    """
    lowered = text.lower()
    lowered += "\n" + unquote_plus(lowered) if "%" in lowered or "+" in lowered else ""
    for value in values:
        if value.lower() in lowered:
            before = "[a-z0-9._%+-]" if "@" in value else "[a-z0-9]"
            if re.search(f"(?<!{before}){re.escape(value.lower())}(?![a-z0-9])", lowered):
                return True
            if parts is not None:
                parts.add(value)
    return False


def _scan_bytes(file: Path, values: Values, proof: Proof) -> None:
    """Look for the values as they stand; numbers mean nothing among bytes.

    Nor do values that are parts of longer words: where those end, files of tables do not tell.
    """
    proof.files += 1
    if not file.stat().st_size:
        return
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as all_:
        for value in values.long:
            for spelled in {value, value.replace("@", "%40")}:
                if value.isdigit() or all_.find(spelled.encode()) < 0:
                    continue
                if value not in values.parts or (
                    file.suffix not in TABLES and is_within(_text(all_), {value})
                ):
                    proof.found.append(f"the bytes of {file.name}")
                    return


def _text(content: mmap.mmap) -> str:
    return content[:].decode("utf-8", errors="replace")
