"""Makes the rows of the erased pseudonymous in raw files, by the register.

What a row tells of the erased that the register does not know yet (the key of an order that others
are part of) is entered first, until nothing new is found; then the files are rewritten, each in one
step. A file that has not changed since it was screened by the same register is not read again.

Only when somebody is erased, rows are known by an address or number, too: their records and keys
are entered then. In files that come later an address may be a living customer's: it is replaced,
and says nothing of the row.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterable
from pathlib import Path

import duckdb

from loyalty_warehouse.erasure.marked import MarkedFile, marked_file
from loyalty_warehouse.erasure.register import Register, folder, private
from loyalty_warehouse.erasure.sql import literal, quoted
from loyalty_warehouse.erasure.tags import PersonalTable
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import Paths, to_disk

Admits = Callable[[str, str], bool]
"""Whether the record of a system may be entered as an erased one's: namespace and id."""


def learn(
    tables: Iterable[PersonalTable],
    register: Register,
    admits: Admits | None = None,
    only: Container[Path] | None = None,
) -> None:
    """Enter what rows of the erased tell of more rows, until there is nothing new.

    ``admits``: when somebody is erased; without it no record is entered that is not known.
    ``only``: the files to begin with; what is new in them may concern rows of any other.
    """
    tables = list(tables)
    parents = {column.part_of for table in tables for column in table.columns if column.part_of}
    size = -1
    while len(register) != size:
        size = len(register)
        for table in tables:
            for file in files(table, only):
                by_contact = admits is not None
                with marked_file(table, file, register, by_contact, is_read=False) as marked:
                    if marked.is_touched:
                        _learn_from(marked, register, table.name in parents, admits)
        only = None if len(register) != size else only


def _learn_from(
    marked: MarkedFile, register: Register, is_parent: bool, admits: Admits | None
) -> None:
    table = marked.table
    records = [one for one in marked.columns if one.names_a_record and marked.is_key(one)]
    if admits is not None:
        # A record's row is known by its id, if it has one.
        rows = marked.by_contact_only(marked.has_no_key() if records else "true")
        for key, person in rows:
            register.add(f"key:{table.name}", key, person, is_replaced=False)
    for column in records if admits is not None else ():
        for value, person in marked.values(column, "erased_person is not null"):
            system, _, prefix = column.identifies[0].partition(":")
            is_new = not register.find(system, prefix + value)
            if admits is not None and is_new and admits(system, prefix + value):
                register.add(system, prefix + value, person)
    if is_parent and table.key:
        names = {name.lower(): name for name in marked.types}
        name = names[table.key[0].lower()]
        rows = marked.connection.execute(
            f"select distinct {marked.as_key(name)}, erased_person from marked "
            f"where erased_person is not null and {quoted(name)} is not null"
        ).fetchall()
        for value, person in rows:
            register.add(f"row:{table.name}", value, person, is_replaced=False)


def clean(
    tables: Iterable[PersonalTable],
    register: Register,
    *,
    dry_run: bool = False,
    only: Container[Path] | None = None,
) -> Counter[str]:
    """Rewrite the files that hold rows or values of the erased; rows that changed, by table."""
    changed: Counter[str] = Counter()
    for table in tables:
        for file in files(table, only):
            with marked_file(table, file, register) as marked:
                if marked.is_touched:
                    changed[table.name] += _rewrite(marked, dry_run)
    return +changed


def _rewrite(marked: MarkedFile, dry_run: bool) -> int:
    """Rewrite one file, if anything changes; the rows that change."""
    cleaned = marked.cleaned()
    if not cleaned:
        return 0
    connection = marked.connection
    columns = [f"{cleaned.get(name, quoted(name))} as {quoted(name)}" for name in marked.types]
    connection.execute(
        f"create temp table cleaned as select file_row_number, {', '.join(columns)} from marked"
    )
    differs = " or ".join(
        f"marked.{quoted(name)} is distinct from cleaned.{quoted(name)}" for name in cleaned
    )
    ((count,),) = connection.execute(
        f"select count(*) from marked join cleaned using (file_row_number) where {differs}"
    ).fetchall()
    if count and not dry_run:
        target = marked.file.resolve()  # a link stays a link
        for left in target.parent.glob(f".{glob.escape(target.name)}.*.new"):
            left.unlink()  # by a run that was killed
        new = target.with_name(f".{target.name}.{os.getpid()}.new")
        private(new)
        connection.execute(
            f"copy (select * exclude (file_row_number) from cleaned order by file_row_number) "
            f"to {literal(str(new))} (format parquet, compression zstd)"
        )
        described = connection.execute(
            f"describe from read_parquet({literal(str(new))})"
        ).fetchall()
        if {str(row[0]): str(row[1]) for row in described} != marked.types:
            new.unlink()
            raise WarehouseError(
                f"{marked.file} has columns of a type that cannot be written back: erase its rows "
                "where it comes from, and land it again."
            )
        shutil.copymode(target, new)
        to_disk(new)
        new.replace(target)
    return int(count)


def files(table: PersonalTable, only: Container[Path] | None = None) -> list[Path]:
    """The Parquet files of a raw table, or those of them that are in ``only``."""
    paths = [path for path in _all_files(table) if path.suffix == ".parquet"]
    return paths if only is None else [path for path in paths if path.resolve() in only]


def check_files(tables: Iterable[PersonalTable]) -> None:
    """Raise WarehouseError if a table does not lie in Parquet files."""
    for table in tables:
        if table.expected.pattern is None:
            raise WarehouseError(
                f"{table.name} is a table of a database, which is not rewritten from here: erase "
                "the customer there, then build into a new file (docs/privacy.md)."
            )
        for path in _all_files(table):
            if path.suffix != ".parquet":
                raise WarehouseError(
                    f"{path} is not a Parquet file, which is all that can be rewritten from here: "
                    "erase the customer in it, or land it as Parquet (docs/privacy.md)."
                )


def warn_of_others(tables: Iterable[PersonalTable]) -> None:
    """Say once which tables are not screened, since they do not lie in Parquet files."""
    names = [
        table.name
        for table in tables
        if table.expected.pattern is None
        or any(path.suffix != ".parquet" for path in _all_files(table))
    ]
    if names:
        print(
            f"Not screened for erased customers, since not Parquet files: {', '.join(names)} "
            "(docs/privacy.md).",
            file=sys.stderr,
        )


def _all_files(table: PersonalTable) -> list[Path]:
    pattern = table.expected.pattern
    if pattern is None:
        return []
    with duckdb.connect() as connection:
        found = connection.execute("select file from glob(?)", [pattern]).fetchall()
    return sorted(Path(file) for (file,) in found)


def unscreened(paths: Paths, systems: Iterable[str], register: Register) -> set[Path]:
    """The raw files of the systems that are not as they were when they were last screened."""
    known = _screened(paths)
    stamps = _stamps(paths, systems, register)
    return {Path(file).resolve() for file, stamp in stamps.items() if known.get(file) != stamp}


def record_screened(paths: Paths, systems: Iterable[str], register: Register) -> None:
    """Remember the raw files of the systems as they are now."""
    known = {file: stamp for file, stamp in _screened(paths).items() if Path(file).exists()}
    known.update(_stamps(paths, systems, register))
    new = folder(paths) / "screened.new"
    private(new).write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
    new.replace(folder(paths) / "screened.json")


def _screened(paths: Paths) -> dict[str, str]:
    file = folder(paths) / "screened.json"
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):  # then every file is screened again
        return {}


def _stamps(paths: Paths, systems: Iterable[str], register: Register) -> dict[str, str]:
    version = register.version()[:16]
    return {
        str(file): f"{file.stat().st_size}-{file.stat().st_mtime_ns}-{version}"
        for system in systems
        for file in filter(Path.is_file, sorted((paths.raw / system).rglob("*.parquet")))
    }
