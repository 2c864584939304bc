"""Tells whether a published shop is up to date: SHA-256 over everything its figures depend on.

Code (models, macros, seeds, tests, checks, this package), the locked versions, the shop's settings
with the asked `as_of`, and the content of the raw files of the shop's systems.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from loyalty_warehouse.settings import Paths, Shop
from loyalty_warehouse.wheels import sha256_of

CODE = (
    ("dbt_project.yml", ""),
    ("profiles.yml", ""),
    ("requirements/run.txt", ""),
    ("models", "*"),
    ("macros", "*"),
    ("seeds", "*"),
    ("snapshots", "*"),
    ("tests", "*.sql"),
    ("quality", "*"),
    ("loyalty_warehouse", "*.py"),
)


def fingerprint(paths: Paths, shop: Shop) -> str:
    """The fingerprint of what a build of the shop would be made from, as hexadecimal text.

    A system whose raw data is not a folder below data/raw (a database, files elsewhere) cannot be
    told to be unchanged: its fingerprint is never the same twice, so it is always built.
    """
    digest = hashlib.sha256(json.dumps(shop.variables, sort_keys=True, default=str).encode())
    for file in _files(paths, shop):
        digest.update(f"\n{paths.shown(file)}:{sha256_of(file)}".encode())
    if not all((paths.raw / system).is_dir() for system in shop.systems):
        digest.update(os.urandom(16))
    return digest.hexdigest()


def _files(paths: Paths, shop: Shop) -> Iterator[Path]:
    for name, pattern in CODE:
        place = paths.project / name
        if place.is_file():
            yield place
        elif pattern:
            yield from _below(place, pattern)
    for system in sorted(shop.systems):
        yield from _below(paths.raw / system, "*")


def _below(folder: Path, pattern: str) -> Iterator[Path]:
    for file in sorted(folder.rglob(pattern)):
        hidden = any(
            part.startswith((".", "__pycache__")) for part in file.relative_to(folder).parts
        )
        if file.is_file() and not hidden:
            yield file
