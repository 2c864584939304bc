"""What `warehouse status` tells about each shop, read from the files without changing them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from loyalty_warehouse import history
from loyalty_warehouse.database import opened
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.history import Run
from loyalty_warehouse.settings import Paths


@dataclass(frozen=True)
class FileStatus:
    """The last run recorded in a file and its checks by status; ``problem`` if it is unreadable."""

    file: Path
    last_run: Run | None = None
    checks: dict[str, int] = field(default_factory=dict)
    problem: str = ""


def read(file: Path) -> FileStatus | None:
    """The status of one file; None if there is no such file."""
    if not file.exists():
        return None
    try:
        with opened(file, read_only=True) as connection:
            found = history.runs(connection)
            if not found:
                return FileStatus(file, problem="holds no history")
            counts = connection.execute(
                "select status, count(*) from quality.check_results where run_id = ? "
                "group by status order by status",
                [found[-1].run_id],
            ).fetchall()
    except WarehouseError as error:
        return FileStatus(file, problem=str(error))
    return FileStatus(file, found[-1], dict(counts))


def published_and_build(paths: Paths, shop: str) -> tuple[FileStatus | None, FileStatus | None]:
    """The status of a shop's published file and of its private build file."""
    return read(paths.published_file(shop)), read(paths.build_file(shop))
