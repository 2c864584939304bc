"""A grade for each mart, worked out from what is wrong with it and with everything it is made from.

Each fault costs points (see `FAULTS`); the sum gives the letter: 0 is A, 1 is B, 2 is C, 3 is D, 4
or more is E. A fault that bars gives F. `usable` is that of the worst fault: usable, with care, no.
More faults never give a better grade. docs/quality.md shows the same table to readers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from loyalty_warehouse.lineage import Lineage
from loyalty_warehouse.results import CheckResult

Usable = Literal["usable", "with care", "no"]
LETTERS = "ABCDE"
USABLE: tuple[Usable, ...] = ("usable", "with care", "no")


@dataclass(frozen=True)
class Fault:
    """Something that can be wrong upstream of a mart, from the size `above` on."""

    name: str
    above: float
    """It counts when what is measured is more than this."""
    points: int
    usable: Usable
    means: str


FAULTS = (
    Fault("failed_checks", 0, 5, "no", "an error check of the mart or upstream failed"),
    Fault("not_built", 0, 5, "no", "the run ended before the mart was built"),
    Fault("nobody_delivers", 0, 5, "no", "the mart is empty and an entity it needs is missing"),
    Fault("quarantined_share", 0.20, 5, "no", "rows of the worst raw table that were refused"),
    Fault("quarantined_share", 0.05, 3, "with care", "the same"),
    Fault("quarantined_share", 0.02, 2, "with care", "the same"),
    Fault("quarantined_share", 0.005, 1, "usable", "the same"),
    Fault("flagged_share", 0.05, 1, "usable", "rows of the worst raw table kept though odd"),
    Fault("warned_checks", 2, 2, "with care", "warnings of the mart or upstream"),
    Fault("warned_checks", 0, 1, "with care", "the same"),
    Fault("raw_findings", 2, 2, "with care", "columns or days missing, refunds without a rate"),
    Fault("raw_findings", 0, 1, "with care", "the same"),
    Fault("empty_columns", 0, 1, "with care", "columns that are null as an entity is missing"),
    Fault("days_behind", 30, 3, "with care", "days from the last data of a system to as_of"),
    Fault("days_behind", 7, 1, "with care", "the same"),
    Fault("empty_mart", 0, 2, "with care", "the mart has no row though its entities are delivered"),
)
"""Of the lines with one name, the first that is exceeded counts: the largest comes first."""

FEW_ROWS = 20
"""A share of a raw table counts as small (0.5 to 2 %) while it is fewer rows than this."""


@dataclass(frozen=True)
class MartState:
    """What stands in a built mart: its rows, and the columns that are null in every one."""

    row_count: int
    empty_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What a run found out. Raw tables are named `system.table`."""

    checks: tuple[CheckResult, ...] = ()
    raw_rows: Mapping[str, int] = field(default_factory=dict)
    quarantined: Mapping[str, int] = field(default_factory=dict)
    """Refused rows by raw table."""
    flagged: Mapping[str, int] = field(default_factory=dict)
    """Rows kept though odd, by raw table."""
    findings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Sentences by raw table, or by entity as `system.entity`."""
    delivered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The systems that deliver an entity."""
    days_behind: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Days from the last row of a system's entity to as_of."""
    marts: Mapping[str, MartState] = field(default_factory=dict)
    """The marts that this run has built."""


@dataclass(frozen=True)
class Grade:
    """One row of `quality.grades`, without the run."""

    mart: str
    grade: str
    usable: Usable
    reasons: str
    quarantined_share: float | None
    """Refused rows over all rows of the raw tables upstream, 0 to 1; None if they have no row."""
    failed_check_count: int
    warned_check_count: int
    missing_entities: str
    stale_systems: str

    @property
    def is_stale(self) -> bool:
        """Whether a system upstream has stopped before as_of."""
        return bool(self.stale_systems)


@dataclass(frozen=True)
class _Found:
    """A fault of a mart with the size that was measured and the sentence that says so."""

    name: str
    size: float
    says: str

    @property
    def fault(self) -> Fault | None:
        """The line of the table that this size falls under."""
        return next((f for f in FAULTS if f.name == self.name and self.size > f.above), None)


def grade(lineage: Lineage, facts: Facts) -> Grade:
    """The grade of one mart."""
    failed = [check for check in facts.checks if check.blocks and lineage.concerns(check.model)]
    warned = [check for check in facts.checks if _warns(check) and lineage.concerns(check.model)]
    missing = sorted(name for name in lineage.entities if not facts.delivered.get(name))
    stale = _days_behind(lineage, facts)
    found = [
        _Found("failed_checks", len(failed), f"failed: {_names(failed)}"),
        _Found("warned_checks", len(warned), f"warned: {_names(warned)}"),
        *_state_faults(lineage, missing, facts),
        _worst_share("quarantined", lineage, facts.raw_rows, facts.quarantined),
        _worst_share("flagged", lineage, facts.raw_rows, facts.flagged),
        _finding_fault(lineage, facts),
        *(_Found("days_behind", days, _stale_text(name, days)) for name, days in stale.items()),
    ]
    counted = [(each, each.fault) for each in found if each.fault is not None]
    letter, usable = _letter([fault for _, fault in counted if fault])
    return Grade(
        mart=lineage.mart,
        grade=letter,
        usable=usable,
        reasons="; ".join(dict.fromkeys(each.says for each, _ in counted)),
        quarantined_share=_total_share(lineage, facts),
        failed_check_count=len(failed),
        warned_check_count=len(warned),
        missing_entities=", ".join(missing),
        stale_systems=", ".join(
            name for name, days in stale.items() if _Found("days_behind", days, "").fault
        ),
    )


def faults_table() -> str:
    """`FAULTS` as a Markdown table, as docs/quality.md holds it."""
    lines = ["| fault | more than | points | usable | meaning |", "|---|---|---|---|---|"]
    for fault in FAULTS:
        above = f"{fault.above:.1%}" if "share" in fault.name else f"{fault.above:g}"
        points = "bars" if fault.usable == "no" else fault.points
        lines.append(f"| `{fault.name}` | {above} | {points} | {fault.usable} | {fault.means} |")
    return "\n".join(lines)


def summary(grades: Iterable[Grade]) -> str:
    """One line, such as `grades: 9 A, 3 B (with care: rfm_current)`."""
    found = list(grades)
    counts = Counter(each.grade for each in found)
    text = ", ".join(f"{count} {letter}" for letter, count in sorted(counts.items()))
    parts = [_marts_that_are(found, usable) for usable in USABLE[1:]]
    told = "; ".join(part for part in parts if part)
    return f"grades: {text or 'no mart'}" + (f" ({told})" if told else "")


def _marts_that_are(grades: list[Grade], usable: Usable) -> str:
    label = "not usable" if usable == "no" else usable
    marts = ", ".join(each.mart for each in grades if each.usable == usable)
    return f"{label}: {marts}" if marts else ""


def _letter(faults: list[Fault]) -> tuple[str, Usable]:
    """The letter and the usability that faults give together. One kind counts once."""
    worst = {name: max(f.points for f in faults if f.name == name) for name in _kinds(faults)}
    usable = max((fault.usable for fault in faults), key=USABLE.index, default=USABLE[0])
    points = sum(worst.values())
    return ("F" if usable == "no" else LETTERS[min(points, len(LETTERS) - 1)]), usable


def _kinds(faults: list[Fault]) -> set[str]:
    return {fault.name for fault in faults}


def _warns(check: CheckResult) -> bool:
    """Whether it did not pass, or could not be worked out, and does not stop the run."""
    return check.severity == "warn" and check.status != "pass"


def _names(checks: list[CheckResult]) -> str:
    return _listed([f"{check.check_name} ({check.model or 'project'})" for check in checks])


def _listed(names: list[str], most: int = 3) -> str:
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def _state_faults(lineage: Lineage, missing: list[str], facts: Facts) -> list[_Found]:
    """What the mart itself shows: not built, empty, or columns that stay null."""
    state = facts.marts.get(lineage.mart)
    if state is None:
        return [_Found("not_built", 1, "it was not built in this run")]
    if not state.row_count:
        if blamed := lineage.blamed(missing):
            return [_Found("nobody_delivers", 1, f"nobody delivers {', '.join(blamed)}")]
        says = f"it has no row though somebody delivers {', '.join(lineage.nearest())}"
        return [_Found("empty_mart", 1, says)]
    return _empty_columns(lineage, set(missing), state.empty_columns)


def _empty_columns(
    lineage: Lineage, missing: set[str], empty_columns: tuple[str, ...]
) -> list[_Found]:
    """The columns that are null everywhere because nobody delivers what fills them."""
    expected = lineage.null_columns(missing)
    unfilled = {name: expected[name] for name in empty_columns if name in expected}
    if not unfilled:
        return []
    nobody = ", ".join(sorted(frozenset().union(*unfilled.values())))
    says = f"nobody delivers {nobody}, so in every row is null: {_listed([*unfilled])}"
    return [_Found("empty_columns", len(unfilled), says)]


def _worst_share(
    what: Literal["quarantined", "flagged"],
    lineage: Lineage,
    rows: Mapping[str, int],
    counts: Mapping[str, int],
) -> _Found:
    """The raw table upstream with the largest share of such rows."""
    shares = {
        table: (_share(counts.get(table, 0), rows[table]), counts.get(table, 0))
        for table in sorted(lineage.tables)
        if rows.get(table)
    }
    name = f"{what}_share"
    if not shares:
        return _Found(name, 0, "")
    table = max(shares, key=lambda each: shares[each][0])
    share, count = shares[table]
    says = f"{count:,} of {rows[table]:,} rows of {table} are {what}"
    return _Found(name, share, says)


def _share(count: int, rows: int) -> float:
    """The share that counts: of a few rows no more than a small one, however small the table."""
    share = count / rows
    return min(share, 0.02) if count < FEW_ROWS and share < 0.5 else share


def _total_share(lineage: Lineage, facts: Facts) -> float | None:
    rows = sum(facts.raw_rows.get(table, 0) for table in lineage.tables)
    refused = sum(facts.quarantined.get(table, 0) for table in lineage.tables)
    return refused / rows if rows else None


def _finding_fault(lineage: Lineage, facts: Facts) -> _Found:
    delivered = {
        f"{system}.{entity}"
        for entity in lineage.entities
        for system in facts.delivered.get(entity, ())
    }
    about = sorted(lineage.tables | delivered)
    says = [text for table in about for text in facts.findings.get(table, ())]
    return _Found("raw_findings", len(says), _listed(says))


def _days_behind(lineage: Lineage, facts: Facts) -> dict[str, int]:
    """Days from the last data of each system upstream to as_of, over the entities it delivers."""
    found: dict[str, int] = {}
    for (system, entity), days in sorted(facts.days_behind.items()):
        if entity in lineage.entities:
            found[system] = min(days, found.get(system, days))
    return found


def _stale_text(system: str, days: int) -> str:
    return f"{system} has delivered nothing for the last {days} days"
