"""How much of the same `make test` tries: WAREHOUSE_THOROUGH=1 (`make test-thorough`) tries all.

A test that repeats one proof on more seeds, days, shops or examples takes fewer of them in CI,
always the same ones. No test is left out by it but repetitions.
"""

from __future__ import annotations

import os
from typing import TypeVar

IS_THOROUGH = os.environ.get("WAREHOUSE_THOROUGH") == "1"
T = TypeVar("T")


def tried(quickly: T, thoroughly: T) -> T:
    """What this run tries."""
    return thoroughly if IS_THOROUGH else quickly
