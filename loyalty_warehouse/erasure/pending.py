"""What an erasure has still to do, so that it can go on after an interruption.

The file holds what must be gone, in clear, until the proof has been passed; its owner alone can
read it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from loyalty_warehouse.erasure.register import folder, private, private_folder
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import Paths


@dataclass
class Pending:
    """An erasure that has begun."""

    shops: dict[str, str]
    """Shops that hold something of the persons, with the `as_of` they were asked for."""
    persons: list[str]
    """Their tokens."""
    names: list[str]
    """The records that were named."""
    record_keys: list[int] = field(default_factory=list)
    tombstones: list[int] = field(default_factory=list)
    long: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    figures: dict[str, dict[str, str]] = field(default_factory=dict)
    """Digests of the closed figures before, by shop."""
    is_on_spark: bool = False
    """Whether Spark has tables of the shop, which are proven later (`on_spark`)."""
    guest_keys: list[int] = field(default_factory=list)
    """Those of the record keys that stay: orders of guests are in the books."""
    identifier_keys: list[int] = field(default_factory=list)
    """Keys of identifiers that only the erased had."""
    full_names: list[str] = field(default_factory=list)
    nobodys_keys: list[int] = field(default_factory=list)
    """Those of the identifier keys that stay: they identify nobody."""


def _file(paths: Paths, name: str = "pending") -> Path:
    return folder(paths) / f"{name}.json"


def read_pending(paths: Paths, name: str = "pending") -> Pending | None:
    """The erasure that was interrupted; None if there is none."""
    file = _file(paths, name)
    return Pending(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None


def write_pending(paths: Paths, pending: Pending, name: str = "pending") -> None:
    """Remember an erasure, in one step."""
    private_folder(folder(paths))
    file = _file(paths, name)
    new = file.with_suffix(".new")
    private(new).write_text(json.dumps(asdict(pending)), encoding="utf-8")
    new.replace(file)


def forget_pending(paths: Paths, name: str = "pending") -> None:
    """The erasure is done."""
    _file(paths, name).unlink(missing_ok=True)


def check_nothing_pending(paths: Paths) -> None:
    """Raise WarehouseError if an erasure has been interrupted."""
    if _file(paths).exists():
        raise WarehouseError(
            "An erasure was interrupted, and files may hold half of it: run "
            "`warehouse erase --resume` first."
        )
