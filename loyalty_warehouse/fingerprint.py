"""Tells whether a published shop is up to date: SHA-256 over everything its figures depend on.

Code (models, macros, seeds, tests, checks, this package), the locked versions, the shop's settings
with the asked `as_of`, and the content of the raw files of the shop's systems. The part for the
code and settings stands first, so that a build can tell whether only the data have changed.
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
    """What a build of the shop would be made from: two hexadecimal texts, code-data.

    A system whose raw data is not a folder below data/raw (a database, files elsewhere) cannot be
    told to be unchanged: its fingerprint is never the same twice, so it is always built.
    """
    settings = {name: value for name, value in shop.variables.items() if name != "as_of"}
    code = _digest(paths, _code_files(paths), json.dumps(settings, sort_keys=True, default=str))
    data = _digest(paths, _raw_files(paths, shop), shop.as_of)
    if not all((paths.raw / system).is_dir() for system in shop.systems):
        data.update(os.urandom(16))
    return f"{code.hexdigest()}-{data.hexdigest()}"


def is_same_code(one: str | None, other: str | None) -> bool:
    """Whether two fingerprints are of the same code and settings, whatever the data."""
    return bool(one and other) and str(one).split("-")[0] == str(other).split("-")[0]


def _digest(paths: Paths, files: Iterator[Path], text: str) -> hashlib._Hash:
    digest = hashlib.sha256(text.encode())
    for file in files:
        digest.update(f"\n{paths.shown(file)}:{sha256_of(file)}".encode())
    return digest


def _code_files(paths: Paths) -> Iterator[Path]:
    for name, pattern in CODE:
        place = paths.project / name
        if place.is_file():
            yield place
        elif pattern:
            yield from below(place, pattern)


def _raw_files(paths: Paths, shop: Shop) -> Iterator[Path]:
    for system in sorted(shop.systems):
        yield from below(paths.raw / system, "*")


def below(folder: Path, pattern: str) -> Iterator[Path]:
    """The files of a folder at any depth, sorted, without hidden ones and Python's own."""
    for file in sorted(folder.rglob(pattern)):
        hidden = any(
            part.startswith((".", "__pycache__")) for part in file.relative_to(folder).parts
        )
        if file.is_file() and not hidden:
            yield file
