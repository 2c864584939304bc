"""Looks through what the command itself keeps of a shop: raw files, build and published file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from loyalty_warehouse.erasure.proof import Proof, Values, scan_database, scan_raw, scan_texts
from loyalty_warehouse.erasure.renewal import by_products
from loyalty_warehouse.erasure.tags import personal_columns, personal_tables
from loyalty_warehouse.settings import Paths, Shop


def scan_store(paths: Paths, shop: Shop, manifest: Any, values: Values, proof: Proof) -> None:
    """Look at every column of these files, and at the bytes of what builds leave beside them.

    ``manifest``: of the project as the shop has it.
    """
    personal = personal_columns(manifest)
    raw = {table.name: table for table in personal_tables(manifest, shop.systems)}
    for system in shop.systems:
        for file in filter(Path.is_file, sorted((paths.raw / system).rglob("*.parquet"))):
            place = file.relative_to(paths.raw / system)
            table = raw.get(f"{system}.{place.parts[0].removesuffix('.parquet')}")
            columns = table.columns if table is not None else ()
            tagged = {column.name.lower() for column in columns if column.is_personal}
            scan_raw(file, values, tagged, proof)
    for file in (paths.build_file(shop.name), paths.published_file(shop.name)):
        if file.exists():
            scan_database(file, values, personal, proof)
    scan_texts(by_products(paths, [shop.name]), values, proof)
