"""One raw file with the rows of the erased marked, by what the register knows of its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from loyalty_warehouse.erasure.register import Entry, Register, contact
from loyalty_warehouse.erasure.sql import literal, quoted
from loyalty_warehouse.erasure.tags import CONTACTS, THINGS, PersonalColumn, PersonalTable
from loyalty_warehouse.erasure.texts import ERASED, Tokens, blotted, tokens_within
from loyalty_warehouse.errors import WarehouseError

FRACTIONS = re.compile(r"(DECIMAL\(.*\)|DOUBLE|FLOAT)$")
INTEGERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$")
UNSIGNED = re.compile(r"U(TINY|SMALL|BIG|HUGE)?INT(EGER)?$")


class MarkedFile:
    """A raw file as the temporary table `marked`: `erased_person` is whose row it is, or null."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: PersonalTable,
        file: Path,
        register: Register,
        by_contact: bool = False,
        is_read: bool = True,
    ) -> None:
        self.connection = connection
        self.table = table
        self.file = file
        self.register = register
        self.by_contact = by_contact
        """Whether a row with an address or number of an erased one is taken for that one's."""
        source = literal(str(file))
        described = connection.execute(f"describe select * from {source}").fetchall()
        self.types = {str(row[0]): str(row[1]) for row in described}
        names = {name.lower(): name for name in self.types}
        self._names = {
            column: names[column.name.lower()]
            for column in table.columns
            if column.name.lower() in names
        }
        tagged = {*map(str.lower, table.key), *(column.name.lower() for column in table.columns)}
        for name, data_type in self.types.items():
            if data_type == "VARCHAR" and name.lower() not in tagged:
                self._names[PersonalColumn(name, is_personal=False, is_kept=True)] = name
        self.columns = list(self._names)
        self._hits = {column: self._look_up(column) for column in self.columns}
        self._has_keys = self._look_up_keys()
        texts = [column for column in self.columns if is_read and _is_text(column)]
        self._tokens = {column: self._texts(column) for column in texts}
        self.is_touched = self._has_keys or any(self._hits.values()) or any(self._tokens.values())
        if self.is_touched:
            connection.execute(
                f"""create or replace temp table marked as
                select *, {self._person()} as erased_person
                from read_parquet({source}, file_row_number = true)"""
            )

    def physical(self, column: PersonalColumn) -> str:
        """The column's name as the file spells it."""
        return self._names[column]

    def text(self, column: PersonalColumn) -> str:
        """The column as text, in SQL; of ids that landed as fractions or with zeros, the number."""
        name = self.physical(column)
        named = quoted(name)
        if FRACTIONS.match(self.types[name]):
            return f"coalesce({whole(named)}, {self.as_text(name)})"
        if self.types[name] == "VARCHAR" and self._is_integer(column):
            return f"coalesce(cast(try_cast({named} as hugeint) as varchar), {named})"
        return self.as_text(name)

    def _is_integer(self, column: PersonalColumn) -> bool:
        """Whether the landing contract says that the column holds whole numbers."""
        types = {one.name.lower(): one.data_type for one in self.table.expected.contract}
        return bool(INTEGERS.match(types.get(column.name.lower(), "").upper()))

    def values(self, column: PersonalColumn, condition: str) -> list[tuple[str, str]]:
        """The different values of a column with their person, where a condition holds."""
        return self.connection.execute(
            f"""select distinct {self.text(column)}, erased_person from marked
            where {self.text(column)} is not null and {condition}"""
        ).fetchall()

    def key(self) -> str:
        """The row's key as one text, in SQL; where there is none, all columns are it."""
        names = {name.lower(): name for name in self.types}
        parts = [names[name.lower()] for name in self.table.key if name.lower() in names]
        key, content = self._joined(parts), self._joined(self.types)
        return f"case when {self.has_no_key()} then {content} else {key} end" if parts else content

    def has_no_key(self) -> str:
        """Whether a row lacks a column of its table's key, in SQL."""
        names = {name.lower(): name for name in self.types}
        parts = [names[name.lower()] for name in self.table.key if name.lower() in names]
        return " or ".join(f"{quoted(name)} is null" for name in parts) or "false"

    def is_nobodys(self) -> str:
        """Whether a row has no key and names no record, row, address or number, in SQL.

        What leads to the erased does not count.
        """
        told = [
            f"({quoted(self.physical(column))} is not null and "
            f"{self._known(column, 'person')} is null)"
            for column in self.columns
            if column.names_a_record or column.is_contact or column.part_of
        ]
        return f"({self.has_no_key()}) and not ({' or '.join(told) or 'false'})"

    def replaces(self, column: PersonalColumn, value: str) -> bool:
        """Whether a value of a column is an address or number that is replaced on every row."""
        kind = str(column.holds)
        return column.is_contact and bool(self.register.find(kind, value))

    def _joined(self, names: Iterable[str]) -> str:
        return " || chr(31) || ".join(f"coalesce({self.as_key(name)}, '')" for name in names)

    def as_key(self, name: str) -> str:
        """A physical column of a key as text, in SQL: whole numbers without a fraction."""
        if FRACTIONS.match(self.types[name]):
            return f"coalesce({whole(quoted(name))}, {self.as_text(name)})"
        return self.as_text(name)

    def by_contact_only(self, condition: str = "true") -> list[tuple[str, str]]:
        """Keys of the rows that only an address or number says are an erased one's, and whose."""
        self.by_contact = False
        without = self._person()
        self.by_contact = True
        return self.connection.execute(
            f"select distinct {self.key()}, erased_person from marked "
            f"where erased_person is not null and {without} is null and ({condition})"
        ).fetchall()

    def as_text(self, name: str) -> str:
        """A physical column as text, in SQL."""
        return f"cast({quoted(name)} as varchar)"

    def _look_up_keys(self) -> bool:
        """Fill the table of the keys of rows that are known; whether there are any."""
        space = f"key:{self.table.name}"
        self.connection.execute(
            "create or replace temp table known_keys (key varchar, person varchar)"
        )
        if not self.register.has(space):
            return False
        keys = self.connection.execute(
            f"select distinct {self.key()} from {literal(str(self.file))}"
        ).fetchall()
        rows = [(key, entry.person) for (key,) in keys for entry in self.register.find(space, key)]
        if rows:
            self.connection.executemany("insert into known_keys values (?, ?)", rows)
        return bool(rows)

    def cleaned(self) -> dict[str, str]:
        """What each personal column becomes, in SQL over `marked`, by its name in the file."""
        found = {}
        for column in self.columns:
            if column.is_personal or self._tokens.get(column):
                expression = self._replaced(column)
                if expression is not None:
                    name = self.physical(column)
                    found[name] = f"cast({expression} as {self.types[name]})"
        return found

    def _look_up(self, column: PersonalColumn) -> bool:
        """Fill the table of the values that the register knows; whether there are any."""
        spaces = [*column.identifies, *column.mentions]
        spaces += [str(column.holds), f"keep:{column.holds}"] if column.is_contact else []
        spaces += [f"row:{column.part_of}"] if column.part_of else []
        if not spaces:
            return False
        table = self._table(column)
        self.connection.execute(
            f"""create or replace temp table {table} (
                value varchar, namespace varchar, person varchar, pseudonym varchar,
                strangers varchar, valid_from timestamp, valid_to timestamp)"""
        )
        values = self.connection.execute(
            f"select distinct {self.text(column)} from {literal(str(self.file))} where "
            f"{quoted(self.physical(column))} is not null"
        ).fetchall()
        rows = [
            _row(value, entry, self.register)
            for (value,) in values
            for space in spaces
            for entry in self.register.find(*_in_space(space, value))
        ]
        if rows and column.is_id and UNSIGNED.match(self.types[self.physical(column)]):
            raise WarehouseError(
                f"{self.file}: {column.name} is of the type {self.types[self.physical(column)]}, "
                "which cannot hold the negative ids of the erased: land it as BIGINT."
            )
        if rows:
            self.connection.executemany(f"insert into {table} values (?, ?, ?, ?, ?, ?, ?)", rows)
        return bool(rows)

    def _texts(self, column: PersonalColumn) -> Tokens:
        """What of the erased stands within the texts of a column."""
        if self.types[self.physical(column)] != "VARCHAR":
            return Tokens()
        source, text = literal(str(self.file)), self.text(column)
        if not column.is_personal:
            source += f" where {text} like '%@%' or {text} like '%\\%40%' escape '\\'"
        return tokens_within(
            self.connection, source, text, self.register, addresses_only=not column.is_personal
        )

    def full_names(self, condition: str) -> list[tuple[str | None, str | None, str | None]]:
        """First and last names of the rows where a condition holds, with their person."""
        first, last, full = (
            [self.text(one) for one in self.columns if one.names == part]
            for part in ("first", "last", "full")
        )
        place, person = self.place
        found: list[tuple[str | None, str | None, str | None]] = []
        for one, other in [*zip(first, last, strict=False), *((name, "null") for name in full)]:
            found += self.connection.execute(
                f"select distinct {one}, {other}, {person} from {place} where {condition}"
            ).fetchall()
        return found

    @property
    def place(self) -> tuple[str, str]:
        """The rows, and whose a row is, in SQL."""
        return ("marked", "erased_person") if self.is_touched else (literal(str(self.file)), "null")

    def _table(self, column: PersonalColumn) -> str:
        return f"known_{self.columns.index(column)}"

    def _known(self, column: PersonalColumn, what: str, condition: str = "true") -> str:
        """Something of the register's entry for the value, in SQL; null if there is none."""
        return (
            f"(select max({what}) from {self._table(column)} as known "
            f"where known.value = {self.text(column)} and {condition})"
        )

    def _person(self) -> str:
        """Whose row it is, in SQL: by a record's id, a row it is part of, else a thing or its key.

        An address or number alone says so only when somebody is erased (`by_contact`): later it
        may be anybody's who got it.
        """
        terms = []
        for column in self.columns:
            if not self._hits[column]:
                continue
            if column.identifies:
                things = ", ".join(map(literal, THINGS))
                record = f"known.namespace not in ({things})"
                terms.append(self._known(column, "person", record))
                card = self._known(column, "person", "known.namespace = 'card'")
                terms.append(self._unless_of_others(card))
                if "device" in column.identifies:
                    terms.append(self._unless_of_others(self._by_device(column)))
            if column.part_of:
                terms.append(self._known(column, "person"))
            if column.is_contact and self.by_contact:
                known = self._known(column, "person", "known.pseudonym <> ''")
                terms.append(self._unless_of_others(known))
        if self._has_keys:
            key = f"(select max(person) from known_keys where known_keys.key = {self.key()})"
            terms.append(self._unless_of_others(key))
        return f"coalesce({', '.join(terms)}, null)" if terms else "cast(null as varchar)"

    def _by_device(self, column: PersonalColumn) -> str:
        names = {name.lower(): name for name in self.types}
        time = names.get((self.table.time or "").lower())
        moment = f"try_cast({quoted(time)} as timestamp)" if time else "cast(null as timestamp)"
        return self._known(
            column,
            "person",
            f"known.namespace = 'device' and (known.valid_from is null or {moment} >= "
            f"known.valid_from) and (known.valid_to is null or {moment} < known.valid_to)",
        )

    def _unless_of_others(self, person: str) -> str:
        """The person, unless the row names a record that is not known to be the person's."""
        others = [
            f"({quoted(self.physical(column))} is not null and "
            f"{self._known(column, 'person')} is null)"
            for column in self.columns
            if column.names_a_record
            and "device" not in column.identifies
            and not (self.by_contact and self.is_key(column))
        ]
        return f"case when not ({' or '.join(others) or 'false'}) then {person} end"

    def is_key(self, column: PersonalColumn) -> bool:
        """Whether a row of the table is what the column names: a record."""
        return self.table.key == (column.name,)

    def _replaced(self, column: PersonalColumn) -> str | None:
        """What a column becomes; None if nothing changes."""
        value = self.text(column)
        if column.is_id:
            if not self._hits[column] and not column.is_payment_card:
                return None
            known = self._known(column, "pseudonym", "known.namespace <> 'device'")
            if column.is_payment_card:
                done = [one.pseudonym for one in self.register if one.namespace == "payment_card"]
                kept = ", ".join(map(literal, ["", *done]))
                own = f"case when erased_person is null or {value} in ({kept}) then {value} end"
                return f"coalesce({known}, {own})"
            device = self._known(column, "pseudonym", "known.person = erased_person")
            return f"coalesce({known}, {device}, {value})"
        if column.is_contact:
            own = self._own_contact(str(column.holds))
            known = self._known(column, "pseudonym", "known.pseudonym <> ''")
            strangers = self._known(column, "strangers", "known.pseudonym <> ''")
            known = f"case when erased_person is null then {strangers} else {known} end"
            kept = self._known(column, "value", "known.namespace like 'keep:%'")
            blank = f"case when {value} is not null then {own} end"
            return f"coalesce({known}, {kept}, {blank}, {value})"
        text = blotted(value, self._tokens.get(column, Tokens()))
        if column.is_kept:
            return text
        empty = literal(ERASED) if column.is_required else "null"
        return (
            f"case when erased_person is null then {text} when {value} is not null then {empty} end"
        )

    def _own_contact(self, kind: str) -> str:
        if kind == "email":
            return "erased_person || '@erased.invalid'"
        persons = {entry.person for entry in self.register}
        told = self.connection.execute(
            "select distinct erased_person from marked where erased_person is not null"
        ).fetchall()
        cases = " ".join(
            f"when {literal(person)} then {literal(contact(kind, person))}"
            for (person,) in told
            if person in persons
        )
        return f"case erased_person {cases} end" if cases else "null"


@contextmanager
def marked_file(
    table: PersonalTable,
    file: Path,
    register: Register,
    by_contact: bool = False,
    is_read: bool = True,
) -> Iterator[MarkedFile]:
    """A raw file, marked in a database of its own that goes with it.

    ``is_read``: within texts, too, which whose row it is does not depend on.
    """
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield MarkedFile(connection, table, file, register, by_contact, is_read)


def whole(value: str) -> str:
    """A number as the text of a whole number, in SQL; null if it is none."""
    return (
        f"case when try_cast({value} as hugeint) = {value} "
        f"then cast(try_cast({value} as hugeint) as varchar) end"
    )


def _is_text(column: PersonalColumn) -> bool:
    is_key = column.part_of and not column.is_personal
    return not is_key and not column.is_id and not column.is_contact


def _in_space(space: str, value: str) -> tuple[str, str]:
    """Namespace and value: a prefix after a colon belongs to the value."""
    if space.startswith(("row:", "keep:", "key:")):
        return space, value
    system, _, prefix = space.partition(":")
    return system, prefix + value


def _row(value: str, entry: Entry, register: Register) -> tuple[str | None, ...]:
    turn = (entry.valid_from or None, entry.valid_to or None)
    is_contact = entry.namespace in CONTACTS
    strangers = register.strangers(entry) if is_contact else entry.pseudonym
    return (value, entry.namespace, entry.person, entry.pseudonym, strangers, *turn)
