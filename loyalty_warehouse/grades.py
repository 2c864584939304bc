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
from loyalty_warehouse.results import NOTHING_READS, CheckResult

Usable = Literal["usable", "with care", "no"]
Place = Literal["rows", "columns", "far"]
"""Of a mart, what its rows come from, what only fills columns, and what is only upstream."""
LETTERS = "ABCDE"
PLACES: tuple[Place, ...] = ("rows", "columns", "far")
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
    Fault("quarantined_share", 0.20, 5, "no", "refused rows of the worst entity or raw table"),
    Fault("quarantined_share", 0.05, 3, "with care", "the same"),
    Fault("quarantined_share", 0.02, 2, "with care", "the same"),
    Fault("quarantined_share", 0.005, 1, "usable", "the same"),
    Fault("flagged_share", 0.05, 1, "usable", "the mart's own rows that were kept though odd"),
    Fault("warned_checks", 2, 2, "with care", "warnings of the mart or upstream"),
    Fault("warned_checks", 0, 1, "with care", "the same"),
    Fault("raw_findings", 2, 2, "with care", "columns or days missing, refunds without a rate"),
    Fault("raw_findings", 0, 1, "with care", "the same"),
    Fault("empty_columns", 0.10, 2, "with care", "the share of columns that are null in every row"),
    Fault("empty_columns", 0, 1, "with care", "the same"),
    Fault("days_behind", 30, 3, "with care", "days from the last data of an entity to as_of"),
    Fault("days_behind", 7, 1, "with care", "the same"),
    Fault("empty_mart", 0, 2, "with care", "the mart has no row though its entities are delivered"),
)
"""Of the lines with one name, the first that is exceeded counts: the largest comes first."""

FEW_ROWS = 20
"""A share counts as small (0.5 to 2 %) while it is fewer rows than this ..."""
SOME_ROWS = 5
"""... but for as many as this that are over a fifth of the rows of the mart's own entity."""
BESIDE = 0.05
"""A raw table with less than this share of the raw rows of a mart counts as filling columns."""
HEAVY = 3
"""Faults of so many points count in full wherever they are. Of the others those of what only fills
columns cost one point together, and those of what is only upstream nothing."""
LONG_SILENT = 30
"""Days for which an entity may be silent while others of its system come."""


@dataclass(frozen=True)
class MartState:
    """What stands in a built mart: its rows, and the columns that are null in every one."""

    row_count: int
    empty_columns: tuple[str, ...] = ()
    column_count: int = 1


@dataclass(frozen=True)
class Finding:
    """What is odd about a raw table or entity over time."""

    text: str
    column: str | None = None
    """The column that came or went."""


@dataclass(frozen=True)
class Facts:
    """What a run found out. Raw tables are named `system.table`."""

    checks: tuple[CheckResult, ...] = ()
    raw_rows: Mapping[str, int] = field(default_factory=dict)
    quarantined: Mapping[str, int] = field(default_factory=dict)
    """Refused rows by raw table."""
    flagged: Mapping[str, int] = field(default_factory=dict)
    """Rows kept though odd, by raw table."""
    row_entity: Mapping[str, str] = field(default_factory=dict)
    """The entity whose rows are those of a raw table, one by one."""
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """By raw table, or by entity as `system.entity`."""
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
    place: Place = "rows"

    @property
    def fault(self) -> Fault | None:
        """The line of the table that this size falls under; None if it costs nothing."""
        fault = next((f for f in FAULTS if f.name == self.name and self.size > f.above), None)
        return None if fault and self.place == "far" and fault.points < HEAVY else fault


def grade(lineage: Lineage, facts: Facts) -> Grade:
    """The grade of one mart."""
    failed = [check for check in facts.checks if check.blocks and lineage.concerns(check.model)]
    near = _Near(lineage, facts)
    warned = [check for check in facts.checks if _warns(check, lineage)]
    missing = lineage.lacking(facts.delivered)
    stale = _days_behind(lineage, facts)
    found = [
        _Found("failed_checks", len(failed), f"failed: {_listed([*map(_name, failed)])}"),
        *_counted("warned_checks", [(near(c.model), _name(c)) for c in warned], "warned: "),
        *_state_faults(lineage, missing, facts),
        *_quarantined(lineage, facts, near),
        _flagged(lineage, facts),
        *_counted("raw_findings", _findings(lineage, facts, near)),
        *(
            _Found("days_behind", days, _stale_text(*who, days), near(who[1]))
            for who, days in stale.items()
        ),
    ]
    counted = [(each, fault) for each in found if (fault := each.fault) is not None]
    letter, usable = _letter(counted)
    return Grade(
        mart=lineage.mart,
        grade=letter,
        usable=usable,
        reasons="; ".join(dict.fromkeys(each.says for each, _ in counted)),
        quarantined_share=_total_share(lineage, facts),
        failed_check_count=len(failed),
        warned_check_count=len(warned),
        missing_entities=", ".join(sorted(missing.intersection(lineage.entities))),
        stale_systems=", ".join(
            dict.fromkeys(
                system
                for (system, _), days in stale.items()
                if _Found("days_behind", days, "").fault
            )
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
    marts = [each.mart for each in grades if each.usable == usable]
    return f"{label}: {_listed(marts, most=5)}" if marts else ""


def _letter(counted: list[tuple[_Found, Fault]]) -> tuple[str, Usable]:
    """The letter and the usability that faults give together.

    One kind counts once; all that is light and only fills columns counts as one point.
    """
    full = [fault for found, fault in counted if found.place == "rows" or fault.points >= HEAVY]
    worst: dict[str, int] = {}
    for fault in full:
        worst[fault.name] = max(fault.points, worst.get(fault.name, 0))
    points = sum(worst.values()) + (len(full) < len(counted))
    usable = max((fault.usable for fault in full), key=USABLE.index, default=USABLE[0])
    return ("F" if usable == "no" else LETTERS[min(points, len(LETTERS) - 1)]), usable


class _Near:
    """How near to a mart's rows is what is checked or found."""

    def __init__(self, lineage: Lineage, facts: Facts) -> None:
        self._lineage, self._rows = lineage, facts.raw_rows
        self._total = sum(facts.raw_rows.get(table, 0) for table in lineage.row_tables)

    def __call__(self, name: str | None) -> Place:
        """Where an entity, a raw table or another model stands; the others concern every row."""
        lineage = self._lineage
        if name in lineage.row_tables:
            is_large = self._rows.get(str(name), 0) >= BESIDE * self._total
            return "rows" if is_large else "columns"
        if name in lineage.tables:
            return "columns" if name in lineage.column_tables else "far"
        if name in lineage.entities and name not in lineage.row_entities:
            return "columns" if name in lineage.column_entities else "far"
        return "rows"


def _counted(name: str, told: list[tuple[Place, str]], label: str = "") -> list[_Found]:
    """A fault for each place, of the size of the number that is told of there."""
    found = []
    for place in PLACES[:2]:
        says = [text for each, text in told if each == place]
        found.append(_Found(name, len(says), f"{label}{_listed(says)}", place))
    return found


def _warns(check: CheckResult, lineage: Lineage) -> bool:
    """Whether it did not pass, or could not be worked out, and does not stop the run.

    A new column that nothing reads changes no mart.
    """
    is_harmless = check.check_name.endswith(NOTHING_READS)
    warns = check.severity == "warn" and check.status != "pass" and not is_harmless
    return warns and lineage.is_made_from(check.model)


def _name(check: CheckResult) -> str:
    return f"{check.check_name} ({check.model or 'project'})"


def _listed(names: list[str], most: int = 3) -> str:
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def _state_faults(lineage: Lineage, missing: set[str], facts: Facts) -> list[_Found]:
    """What the mart itself shows: not built, empty, or columns that stay null."""
    state = facts.marts.get(lineage.mart)
    if state is None:
        return [_Found("not_built", 1, "it was not built in this run")]
    if not state.row_count:
        if blamed := lineage.blamed(missing):
            return [_Found("nobody_delivers", 1, f"nobody delivers {', '.join(blamed)}")]
        told = ", ".join(lineage.rows_from or lineage.nearest())
        why = f": {lineage.if_empty}" if lineage.if_empty else f" though somebody delivers {told}"
        return [_Found("empty_mart", 1, f"it has no row{why}")]
    return _empty_columns(lineage, missing, state)


def _empty_columns(lineage: Lineage, missing: set[str], state: MartState) -> list[_Found]:
    """The columns that are null everywhere, for want of an entity or of an answer."""
    expected = lineage.null_columns(missing)
    unfilled = {name: expected[name] for name in state.empty_columns if name in expected}
    unknown = {*unfilled, *lineage.may_be_null}
    unanswered = [name for name in state.empty_columns if name not in unknown]
    share = (len(unfilled) + len(unanswered)) / state.column_count
    nobody = ", ".join(sorted(frozenset().union(*unfilled.values())))
    says = []
    if unfilled:
        says.append(f"nobody delivers {nobody}, so in every row is null: {_listed([*unfilled])}")
    if unanswered:
        says.append(f"in every row is null: {_listed(unanswered)}")
    return [_Found("empty_columns", share, text) for text in says]


def _quarantined(lineage: Lineage, facts: Facts, near: _Near) -> list[_Found]:
    """The worst share of refused rows in each place.

    Raw tables whose rows are those of an entity count together: what share of it is concerned.
    """
    groups: dict[str, list[str]] = {}
    for table in sorted(lineage.tables):
        if facts.raw_rows.get(table):
            entity = facts.row_entity.get(table, "")
            groups.setdefault(entity if entity in lineage.entities else table, []).append(table)
    found = [_refused(name, tables, facts, near) for name, tables in groups.items()]
    places = [[each for each in found if each.place == place] for place in PLACES]
    return [max(place, key=lambda each: each.size) for place in places if place]


def _refused(name: str, tables: list[str], facts: Facts, near: _Near) -> _Found:
    rows = sum(facts.raw_rows[table] for table in tables)
    count = sum(facts.quarantined.get(table, 0) for table in tables)
    of = tables[0] if len(tables) == 1 else f"{name} ({_listed(tables)})"
    share, place = count / rows, near(name)
    if place == "rows":
        is_some = name not in tables and count >= SOME_ROWS and share > 0.20
        size = share if is_some else _share(count, rows)
    else:
        size = min(share, 0.20) if count >= FEW_ROWS or share >= 0.5 else 0
    says = f"{count:,} of {rows:,} rows of {of} are quarantined"
    return _Found("quarantined_share", size, says, place)


def _flagged(lineage: Lineage, facts: Facts) -> _Found:
    """The raw table with the largest share of odd rows, of those that the mart's rows are from."""
    found = [
        _Found(
            "flagged_share",
            _share(count, rows),
            f"{count:,} of {rows:,} rows of {table} are flagged",
        )
        for table, count in sorted(facts.flagged.items())
        if table in lineage.row_tables and (rows := facts.raw_rows.get(table))
    ]
    return max(found, key=lambda each: each.size, default=_Found("flagged_share", 0, ""))


def _share(count: int, rows: int) -> float:
    """The share that counts: of a few rows no more than a small one, however small the table."""
    share = count / rows
    return min(share, 0.02) if count < FEW_ROWS and share < 0.5 else share


def _total_share(lineage: Lineage, facts: Facts) -> float | None:
    rows = sum(facts.raw_rows.get(table, 0) for table in lineage.tables)
    refused = sum(facts.quarantined.get(table, 0) for table in lineage.tables)
    return refused / rows if rows else None


def _findings(lineage: Lineage, facts: Facts, near: _Near) -> list[tuple[Place, str]]:
    """What is odd over time, but for columns that nothing reads; with its place."""
    delivered = {
        f"{system}.{entity}": entity
        for entity in lineage.entities
        for system in facts.delivered.get(entity, ())
    }
    return [
        (near(delivered.get(table, table)), finding.text)
        for table in sorted(lineage.tables | {*delivered})
        for finding in facts.findings.get(table, ())
        if lineage.reads(table, finding.column)
    ]


def _days_behind(lineage: Lineage, facts: Facts) -> dict[tuple[str, str], int]:
    """Days from the last data of each entity upstream to as_of, by system and entity.

    An entity that is silent for a while is excused by the others of its system: there is not a
    refund every week.
    """
    found = {who: days for who, days in facts.days_behind.items() if who[1] in lineage.entities}
    least: dict[str, int] = {}
    for (system, _), days in found.items():
        least[system] = min(days, least.get(system, days))
    return {
        (system, entity): days
        for (system, entity), days in sorted(found.items())
        if days > LONG_SILENT or days == least[system]
    }


def _stale_text(system: str, entity: str, days: int) -> str:
    return f"{system} has delivered no {entity} for the last {days} days"
