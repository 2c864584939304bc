"""What an erasure has still to do on Spark, whose tables dbt builds and not the command.

What must be gone there is kept beside the register, in clear and readable by its owner alone, until
the proof has been passed. Several erasures may wait for one build on Spark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from loyalty_warehouse.dbt_project import DbtProject
from loyalty_warehouse.erasure import proof as proofs
from loyalty_warehouse.erasure.pending import Pending, forget_pending, read_pending, write_pending
from loyalty_warehouse.erasure.register import exists, locked, read_register
from loyalty_warehouse.erasure.screen import unscreened
from loyalty_warehouse.erasure.store import scan_store
from loyalty_warehouse.erasure.tags import personal_columns, personal_tables
from loyalty_warehouse.errors import GateFailed, WarehouseError
from loyalty_warehouse.settings import Paths, Shop
from loyalty_warehouse.shops import load_shop

NAME = "on_spark"
MACRO = "forget_erased_records"
"""macros/identity/forget_erased_records.sql"""
KEPT = (
    "persons",
    "record_keys",
    "tombstones",
    "guest_keys",
    "identifier_keys",
    "nobodys_keys",
    "long",
    "short",
    "full_names",
)


def keep_for_spark(paths: Paths, pending: Pending) -> None:
    """Remember what of an erasure is left to do, beside what is left of earlier ones."""
    kept = read_pending(paths, NAME) or replace(pending, names=[], figures={})
    for field in KEPT:
        setattr(kept, field, sorted({*getattr(kept, field), *getattr(pending, field)}))
    write_pending(paths, replace(kept, shops=kept.shops | pending.shops), NAME)


def renew_log(paths: Paths, shop: Shop) -> None:
    """Take the erased out of the shop's log of identity on dbt's target `spark`.

    Raises WarehouseError if nothing waits for Spark, or if it does not answer.
    """
    kept = _kept(paths)
    project = DbtProject(paths, shop, target="spark")
    project.parse()
    keys = {"record_keys": kept.record_keys, "identifier_keys": kept.identifier_keys}
    project.run_macro(MACRO, keys)


def prove(paths: Paths, shop: Shop, places: Sequence[Path]) -> proofs.Proof:
    """Look for what must be gone in folders and files, and in the whole store of the command.

    It is forgotten if nothing is found. Raises GateFailed if something is; WarehouseError if
    nothing waits for a proof, a place is not there or none holds a table as Spark keeps it, or raw
    files landed since that were not screened.
    """
    kept = _kept(paths)
    for place in places:
        if not place.exists():
            raise WarehouseError(f"There is no {paths.shown(place)}.")
    if not any(file.suffix == ".parquet" for at in places for file in (at, *at.rglob("*.parquet"))):
        shown = " and ".join(paths.shown(place) for place in places)
        raise WarehouseError(f"There is no Parquet file in {shown}.")
    check_screened(paths, shop.systems)
    values = proofs.Values(set(kept.long), set(kept.short), set(kept.full_names))
    personal: dict[str, set[str]] = {}
    manifests = []
    with locked(paths):
        register = read_register(paths)
        for name in {shop.name, *kept.shops}:
            one = load_shop(paths, name)
            project = DbtProject(paths, one)
            project.parse()
            manifests.append((one, project.manifest))
            personal |= personal_columns(project.manifest)
            tables = personal_tables(project.manifest, one.systems)
            values = proofs.without_newcomers(tables, register, values)
    staying = {*kept.guest_keys, *kept.nobodys_keys}
    keys = sorted({*kept.record_keys, *kept.identifier_keys} - staying)
    proof = proofs.Proof()
    for one, manifest in manifests:
        scan_store(paths, one, manifest, values, proof)
    for place in places:
        proofs.scan_folder(place, values, keys, personal, proof)
    if proof.found:
        problems = [f"Something of the erased is left in {place}." for place in proof.found]
        remedy = "See docs/privacy.md, then prove it again."
        raise GateFailed("\n  ".join(["The erasure is not complete.", *problems, remedy]))
    forget_pending(paths, NAME)
    return proof


def check_screened(paths: Paths, systems: Iterable[str]) -> None:
    """Raise WarehouseError if raw files of systems have changed since they were screened."""
    if exists(paths) and unscreened(paths, systems, read_register(paths)):
        raise WarehouseError(
            "Raw files have changed and may bring back customers who were erased: run "
            "`warehouse erase --screen --shop ...` first."
        )


def _kept(paths: Paths) -> Pending:
    kept = read_pending(paths, NAME)
    if kept is None:
        raise WarehouseError(
            "Nothing waits for Spark: it does after `warehouse erase ... --yes --spark`, until the "
            "proof has been passed."
        )
    return kept
