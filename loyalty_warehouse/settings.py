"""Where things live and what a shop is.

Every folder can be moved by an environment variable; relative paths count from the project's
root, so the command gives the same result from any working directory.

| variable | folder | default |
|---|---|---|
| WAREHOUSE_PROJECT_PATH | the dbt project | the checkout this package lies in |
| WAREHOUSE_RAW_PATH | landed raw data | data/raw |
| WAREHOUSE_TRUTH_PATH | what is true of the sample, for tests | `truth` beside the raw data |
| WAREHOUSE_CACHE_PATH | downloaded wheels | data/cache |
| WAREHOUSE_BUILD_PATH | private build files and dbt's target folders | build |
| WAREHOUSE_PUBLISHED_PATH | what BI opens | published |
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from loyalty_warehouse.errors import WarehouseError


@dataclass(frozen=True)
class Paths:
    """Absolute paths of the folders of one project."""

    project: Path
    raw: Path
    cache: Path
    build: Path
    published: Path
    truth_folder: Path | None = None
    """Where WAREHOUSE_TRUTH_PATH points, if it is set."""

    @classmethod
    def from_environment(cls) -> Paths:
        """Read the environment; raise WarehouseError if there is no dbt project."""
        checkout = Path(__file__).resolve().parents[1]
        project = Path(os.environ.get("WAREHOUSE_PROJECT_PATH") or checkout).resolve()
        if not (project / "dbt_project.yml").is_file():
            raise WarehouseError(
                f"{project} holds no dbt_project.yml: run the command from a checkout of the "
                "project, or set WAREHOUSE_PROJECT_PATH to one."
            )

        def folder(variable: str, default: str) -> Path:
            return project / (os.environ.get(variable) or default)

        truth = os.environ.get("WAREHOUSE_TRUTH_PATH")
        return cls(
            project=project,
            raw=folder("WAREHOUSE_RAW_PATH", "data/raw"),
            cache=folder("WAREHOUSE_CACHE_PATH", "data/cache"),
            build=folder("WAREHOUSE_BUILD_PATH", "build"),
            published=folder("WAREHOUSE_PUBLISHED_PATH", "published"),
            truth_folder=project / truth if truth else None,
        )

    @property
    def truth(self) -> Path:
        """The folder of what is true of the sample: no model reads it."""
        return self.truth_folder or self.raw.parent / "truth"

    def build_file(self, shop: str) -> Path:
        """The private DuckDB file of a shop."""
        return self.build / f"{shop}.duckdb"

    def published_file(self, shop: str) -> Path:
        """The DuckDB file that BI opens."""
        return self.published / f"{shop}.duckdb"

    def data_docs(self, shop: str) -> Path:
        """The folder of the page that shows every check of a shop's last run."""
        return self.build / shop / "data_docs"

    def shown(self, path: Path) -> str:
        """The path as people are shown it: from the project's root where it lies below it."""
        return str(path.relative_to(self.project) if path.is_relative_to(self.project) else path)


def ensure_folder(folder: Path) -> None:
    """Create a folder and make sure a file can be written in it, or say what is in the way."""
    probe = folder / f".write-test-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise WarehouseError(
            f"The folder {folder} cannot be written ({error.strerror}): free it, or point its "
            "WAREHOUSE_*_PATH variable at a writable folder."
        ) from error


def to_disk(path: Path) -> None:
    """Make a file's content, or a folder's entries, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Shop:
    """One shop's settings, as `shops/<name>.yml` states them.

    ``variables`` is what dbt gets: exactly the keys of the file, plus ``as_of`` if one was asked.
    """

    name: str
    systems: dict[str, list[str]]
    file: Path
    variables: dict[str, object] = field(default_factory=dict)

    @property
    def as_of(self) -> str:
        """The asked `as_of` (YYYY-MM-DD); empty for the last date with an order or a refund."""
        return str(self.variables.get("as_of") or "")
