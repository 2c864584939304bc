"""The result of one check: what every gate produces and ``quality.check_results`` stores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Layer = Literal["raw", "conformed", "marts"]
Kind = Literal["dbt_test", "expectation", "preflight"]
Severity = Literal["error", "warn"]
Status = Literal["pass", "fail", "warn", "error"]

LAYERS: tuple[Layer, ...] = ("raw", "conformed", "marts")
NOTHING_READS = "_that_nothing_reads"
"""Ends the name of a warning about a column that no model reads."""


@dataclass(frozen=True)
class CheckResult:
    """One check of one run.

    ``run_id`` may be left empty by the producer: the pipeline fills it in when it stores the
    results. ``failures`` counts failing rows (1 where a check has no rows, e.g. a missing file);
    ``measured_value`` and ``threshold`` say what was measured and what was allowed, where that
    is a number or a short text. ``seconds`` is the check's run time; ``checked_at`` is UTC.
    """

    run_id: str
    shop: str
    layer: Layer
    check_name: str
    kind: Kind
    model: str | None
    severity: Severity
    status: Status
    failures: int | None
    measured_value: float | None
    threshold: str | None
    seconds: float
    checked_at: datetime

    @property
    def blocks(self) -> bool:
        """Whether this result stops the run: severity error and not passed."""
        return self.severity == "error" and self.status in ("fail", "error")


def blocking(results: Iterable[CheckResult]) -> list[CheckResult]:
    """The results that stop a run."""
    return [result for result in results if result.blocks]
