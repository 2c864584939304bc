"""Erases customers: plan, register, raw files, a new build of every shop, proof.

Before anything is written, the values that must be gone are remembered (`pending`); every step
after that can be done again, so an erasure that is cut off goes on with `warehouse erase --resume`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loyalty_warehouse import history
from loyalty_warehouse.database import exclusive, opened
from loyalty_warehouse.dbt_project import DbtProject
from loyalty_warehouse.erasure import proof as proofs
from loyalty_warehouse.erasure.aggregates import figures
from loyalty_warehouse.erasure.on_spark import keep_for_spark
from loyalty_warehouse.erasure.pending import (
    Pending,
    check_nothing_pending,
    forget_pending,
    read_pending,
    write_pending,
)
from loyalty_warehouse.erasure.plan import (
    Person,
    check_decisions,
    enter,
    find_persons,
    is_somebody_elses,
    keys_of_theirs,
    named_by_points,
    requested,
)
from loyalty_warehouse.erasure.register import (
    Register,
    exists,
    folder,
    locked,
    private_folder,
    read_register,
)
from loyalty_warehouse.erasure.renewal import renew
from loyalty_warehouse.erasure.screen import (
    check_files,
    clean,
    files,
    learn,
    record_screened,
    unscreened,
    warn_of_others,
)
from loyalty_warehouse.erasure.store import scan_store
from loyalty_warehouse.erasure.tags import PersonalTable, personal_tables
from loyalty_warehouse.errors import GateFailed, WarehouseError
from loyalty_warehouse.fingerprint import fingerprint, is_same_code
from loyalty_warehouse.settings import Paths, Shop
from loyalty_warehouse.shops import load_shop, shop_names

Build = Callable[[Shop], object]
"""Builds and publishes a shop."""


@dataclass
class Erasure:
    """What goes, or went."""

    persons: list[Person] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    """Rows of raw tables that change."""
    shops: list[str] = field(default_factory=list)
    proof: proofs.Proof | None = None
    is_on_spark: bool = False
    """Whether Spark's tables are still to be done."""
    to_look_at: list[str] = field(default_factory=list)
    """Records of others that may be the persons', by the orders that their points name."""


def preview(paths: Paths, shop: Shop, names: list[str], *, requests: bool = False) -> Erasure:
    """What an erasure would change; nothing is written."""
    return _prepared(paths, shop, names, requests)[0]


def erase(
    paths: Paths,
    shop: Shop,
    names: list[str],
    build: Build,
    *,
    requests: bool = False,
    is_on_spark: bool = False,
) -> Erasure:
    """Erase the customers that records mean; ``requests``: all whose request stands.

    ``is_on_spark``: what has to go there is kept until `on_spark.prove` has found it gone.

    Raises WarehouseError if a record is unknown, the build is not up to date or raw data cannot be
    rewritten; GateFailed if the proof finds something or closed figures have moved.
    """
    with _one_at_a_time(paths):
        with locked(paths):
            erasure, register, values = _prepared(paths, shop, names, requests)
            if not erasure.persons:
                return erasure
            identifier_keys, nobodys_keys = _keys_of_theirs(paths, shop, erasure.persons)
            pending = Pending(
                shops={name: _asked_as_of(paths, name) for name in erasure.shops},
                persons=[person.token for person in erasure.persons],
                names=[person.name for person in erasure.persons],
                record_keys=[key for person in erasure.persons for key in person.record_keys],
                tombstones=[key for person in erasure.persons for key in person.tombstones],
                long=sorted(values.long),
                short=sorted(values.short),
                full_names=sorted(values.full_names),
                figures={name: _figures(paths, name) for name in erasure.shops},
                is_on_spark=is_on_spark,
                guest_keys=[
                    record.key
                    for person in erasure.persons
                    for record in person.records
                    if record.record_type != "customer"
                ],
                identifier_keys=identifier_keys,
                nobodys_keys=nobodys_keys,
            )
            write_pending(paths, pending)
            register.save()
        return _finish(paths, pending, erasure, build)


def resume(paths: Paths, build: Build) -> Erasure | None:
    """Go on with an erasure that was interrupted; None if there is none."""
    if read_pending(paths) is None:
        return None
    with _one_at_a_time(paths):
        with locked(paths):
            pending = read_pending(paths)
            if pending is None:
                return None
            if not {entry.person for entry in read_register(paths)} & set(pending.persons):
                forget_pending(paths)  # it ended before anything was written
                return None
        return _finish(paths, pending, Erasure(), build)


@contextmanager
def _one_at_a_time(paths: Paths) -> Iterator[None]:
    """Raise WarehouseError if another erasure is going on."""
    private_folder(folder(paths))
    with exclusive(folder(paths) / ".erasure.lock"):
        yield


def screen_new_files(paths: Paths, shop: Shop, project: Callable[[], DbtProject]) -> Counter[str]:
    """Make newly landed rows of the erased pseudonymous again; the rows that changed, by table.

    Costs nothing where nobody was erased, and a look at sizes and times where no file is new.
    """
    if not exists(paths):
        return Counter()
    with locked(paths):
        check_nothing_pending(paths)
        register = read_register(paths)
        if not unscreened(paths, shop.systems, register):
            return Counter()
        tables = personal_tables(project().manifest, shop.systems)
        warn_of_others(tables)
        return _screen(paths, register, tables, shop.systems)


def _screen(
    paths: Paths,
    register: Register,
    tables: list[PersonalTable],
    systems: Any,
    *,
    is_whole: bool = False,
) -> Counter[str]:
    """Screen what is new; ``is_whole``: all, since columns may have been tagged meanwhile."""
    size, new = len(register), unscreened(paths, systems, register)
    learn(tables, register, only=None if is_whole else new)
    if len(register) != size:
        register.save()
        new = unscreened(paths, systems, register)
    rows = clean(tables, register, only=None if is_whole else new)
    record_screened(paths, systems, register)
    return rows


def _prepared(
    paths: Paths, shop: Shop, names: list[str], requests: bool
) -> tuple[Erasure, Register, proofs.Values]:
    """Find the persons and what is theirs, as a register that nobody has written yet."""
    check_nothing_pending(paths)
    _check_build(paths, shop)
    register = read_register(paths)
    tables = personal_tables(parsed(paths, shop).manifest, shop.systems)
    check_files(tables)
    with opened(paths.build_file(shop.name), read_only=True) as connection:
        names = [*names, *(requested(connection, register) if requests else [])]
        _check_not_erased(register, names)
        persons = find_persons(connection, names)
        to_look_at = named_by_points(connection, persons) if requests else []
        check_decisions(connection, persons)
        for person in persons:
            enter(connection, person, register)
        if persons:
            learn(
                tables,
                register,
                lambda system, record: not is_somebody_elses(connection, persons, system, record),
            )
    shops = _shops_with(paths, shop)
    if not persons:
        return Erasure(shops=shops), register, proofs.Values()
    values = proofs.collect(tables, register, [person.token for person in persons])
    values = proofs.without_what_things_say(values, _files_without_people(paths, shop, tables))
    rows = clean(tables, register, dry_run=True)
    return Erasure(persons, rows, shops, to_look_at=to_look_at), register, values


def _files_without_people(paths: Paths, shop: Shop, tables: list[PersonalTable]) -> list[Path]:
    read = {file.resolve() for table in tables for file in files(table)}
    return [
        file
        for system in shop.systems
        for file in sorted((paths.raw / system).rglob("*.parquet"))
        if file.resolve() not in read
    ]


def _finish(paths: Paths, pending: Pending, erasure: Erasure, build: Build) -> Erasure:
    """Every step that may be done twice."""
    shops = [load_shop(paths, name, asked or None) for name, asked in pending.shops.items()]
    for shop in shops:
        with exclusive(paths.build / f".{shop.name}.lock"):
            tables = personal_tables(parsed(paths, shop).manifest, shop.systems)
            with locked(paths):
                register = read_register(paths)
                rows = _screen(paths, register, tables, shop.systems, is_whole=True)
            erasure.rows = erasure.rows or rows
            renew(paths, shop.name, pending.record_keys, pending.tombstones)
    for shop in shops:
        build(shop)
    erasure.shops = list(pending.shops)
    erasure.proof = _prove(paths, pending, shops)
    _judge(paths, pending, erasure.proof)
    erasure.is_on_spark = pending.is_on_spark
    if pending.is_on_spark:
        keep_for_spark(paths, pending)
    forget_pending(paths)
    return erasure


def _prove(paths: Paths, pending: Pending, shops: list[Shop]) -> proofs.Proof:
    """Look for what must be gone in raw files, build files, published files and what is beside."""
    values = proofs.Values(set(pending.long), set(pending.short), set(pending.full_names))
    proof = proofs.Proof()
    for shop in shops:
        scan_store(paths, shop, parsed(paths, shop).manifest, values, proof)
    return proof


def _judge(paths: Paths, pending: Pending, proof: proofs.Proof) -> None:
    """Raise GateFailed if something was found or a closed figure has moved."""
    problems = [f"Something of the erased is left in {place}." for place in proof.found]
    for shop, before in pending.figures.items():
        after = _figures(paths, shop)
        problems += [
            f"{shop}: {name} is not what it was."
            for name, figure in before.items()
            if figure != after.get(name)
        ]
    if problems:
        remedy = (
            "Tag columns of raw files that hold it in the YAML of their model (docs/privacy.md), "
            "then run `warehouse erase --resume`."
        )
        raise GateFailed("\n  ".join(["The erasure is not complete.", *problems, remedy]))


def _check_build(paths: Paths, shop: Shop) -> None:
    """Raise WarehouseError unless the published build is that of the raw files as they are."""
    for system in shop.systems:
        if not (paths.raw / system).is_dir():
            raise WarehouseError(
                f"The raw data of {system} are not files below {paths.shown(paths.raw)}, so they "
                "cannot be rewritten from here: erase the customer there, then build into a new "
                "file (docs/privacy.md)."
            )
    remedy = f"run `warehouse build --shop {shop.name}`, then erase again."
    for file in (paths.build_file(shop.name), paths.published_file(shop.name)):
        if not file.exists():
            raise WarehouseError(f"There is no {paths.shown(file)}: {remedy}")
    asked = _asked_as_of(paths, shop.name)
    if asked:
        shop.variables["as_of"] = asked
    with opened(paths.build_file(shop.name), read_only=True) as connection:
        good = history.last_good_build(history.runs(connection))
    if good is None:
        raise WarehouseError(f"The last build of {shop.name} did not pass: {remedy}")
    now = fingerprint(paths, shop)
    if good.fingerprint != now:
        changed = "raw files" if is_same_code(good.fingerprint, now) else "code or settings"
        raise WarehouseError(
            f"The build of {shop.name} is not of the {changed} as they are now: {remedy}"
        )


def _check_not_erased(register: Register, names: list[str]) -> None:
    for name in names:
        system, _, record = name.partition(":")
        if register.find(system, record):
            raise WarehouseError(f"The customer of {name} is erased already.")


def _keys_of_theirs(paths: Paths, shop: Shop, persons: list[Person]) -> tuple[list[int], list[int]]:
    with opened(paths.build_file(shop.name), read_only=True) as connection:
        return keys_of_theirs(connection, persons)


def _asked_as_of(paths: Paths, shop: str) -> str:
    """The date that the last build was asked for; empty if it was the data's."""
    place = paths.build_file(shop)
    file = place if place.exists() else paths.published_file(shop)
    with opened(file, read_only=True) as connection:
        builds = [run for run in history.runs(connection) if run.command == "build"]
    asked = bool(builds) and builds[-1].as_of_source == "variable"
    return str(builds[-1].as_of) if asked else ""


def _figures(paths: Paths, shop: str) -> dict[str, str]:
    with opened(paths.published_file(shop), read_only=True) as connection:
        return figures(connection)


def _shops_with(paths: Paths, shop: Shop) -> list[str]:
    """The shops with a file that read a system of the shop; the shop itself first."""
    others = [
        name
        for name in shop_names(paths)
        if name != shop.name
        and (paths.build_file(name).exists() or paths.published_file(name).exists())
        and set(load_shop(paths, name).systems) & set(shop.systems)
    ]
    return [shop.name, *others]


def parsed(paths: Paths, shop: Shop) -> DbtProject:
    """The project as a shop has it."""
    project = DbtProject(paths, shop)
    project.parse()
    return project
