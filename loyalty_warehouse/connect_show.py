"""Prints what a look at one system's landing found."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from loyalty_warehouse.connect import Delivery, Report
from loyalty_warehouse.landed import Finding
from loyalty_warehouse.landing_contract import Expected

COMPLETE = ("complete", "")


def show(out: Console, report: Report) -> None:
    """Print a report: raw tables, entities, marts, then a line for each note and problem."""
    out.print(_tables(report))
    if report.is_delivering:
        out.print(_entities(report))
        out.print(_marts(report))
        if any(each.columns for each in report.marts):
            out.print(_null_columns(report))
    else:
        _say(out, f"{report.system}: no entity is delivered yet (docs/connect.md, C, step 4).")
    for note in report.notes:
        _say(out, note)
    for problem in report.problems:
        _say(out, f"To mend: {problem}")
    if not report.problems:
        _say(out, f"{report.system}: nothing here stops a build.")


def _say(out: Console, line: str) -> None:
    out.print(line, soft_wrap=True, markup=False, highlight=False)


def _tables(report: Report) -> Table:
    """The raw tables; columns of which nothing can be told are left out."""
    table = Table(title=f"Raw tables of {report.system}", title_justify="left")
    cells: dict[str, list[str]] = {
        "raw table": [each.finding.table.table for each in report.deliveries],
        "landed": [_landed(each) for each in report.deliveries],
        "rows read": [_rows(each) for each in report.deliveries],
        "newest row": [_newest(each) for each in report.deliveries],
        "columns": [_found_of(each.finding) for each in report.deliveries],
        "missing": [", ".join(each.finding.missing) for each in report.deliveries],
        "another type": [", ".join(each.finding.retyped) for each in report.deliveries],
        "refused values": [_unreadable(each) for each in report.deliveries],
        "optional, not there": [", ".join(each.finding.left_out) for each in report.deliveries],
    }
    shown = {name: column for name, column in cells.items() if any(column)}
    for name in shown:
        table.add_column(name, overflow="fold")
    for row in zip(*shown.values(), strict=True):
        table.add_row(*row)
    return table


def _landed(delivery: Delivery) -> str:
    finding = delivery.finding
    if finding.found is None:
        return "no (optional)" if not finding.sentences else _absent(finding)
    if not delivery.file_count:
        return "found"
    files = f"{delivery.file_count:,} file{'s' if delivery.file_count > 1 else ''}"
    return f"{files}, last {delivery.last_file}"


def _absent(finding: Finding) -> str:
    said = "".join(finding.sentences)
    return "unreadable" if "not a readable" in said or "cannot be opened" in said else "missing"


def _rows(delivery: Delivery) -> str:
    values = delivery.values
    if values is None:
        return ""
    return f"{values.row_count:,}{'' if values.is_whole else ', more not read'}"


def _newest(delivery: Delivery) -> str:
    newest = delivery.values.newest if delivery.values else None
    return f"{newest:%Y-%m-%d}" if newest else ""


def _unreadable(delivery: Delivery) -> str:
    oddities = delivery.values.oddities if delivery.values else ()
    return ", ".join(f"{each.column} ({each.count:,})" for each in oddities)


def _found_of(finding: Finding) -> str:
    """How many of the expected columns are there, such as `7 of 9`."""
    expected = _expected_count(finding.table)
    absent = len(finding.missing) + len(finding.left_out)
    return "" if finding.found is None else f"{expected - absent} of {expected}"


def _expected_count(table: Expected) -> int:
    return len(table.contract or table.columns)


def _entities(report: Report) -> Table:
    table = Table(title="Entities that it delivers", title_justify="left")
    table.add_column("entity", overflow="fold")
    table.add_column("state")
    table.add_column("without", overflow="fold")
    for state in report.entities:
        if state.state != "not delivered":
            table.add_row(state.entity, state.state, ", ".join(state.lacks))
    return table


def _marts(report: Report) -> Table:
    """Marts that lack the same in one row, those that lack nothing first."""
    table = Table(title="Marts", title_justify="left")
    table.add_column("state")
    table.add_column("for want of", ratio=1)
    table.add_column("marts", ratio=2)
    alike: dict[tuple[str, str], list[str]] = {}
    for each in report.marts:
        alike.setdefault((each.state, ", ".join(each.lacks)), []).append(each.mart)
    for (state, lacks), marts in sorted(alike.items(), key=lambda row: (row[0] != COMPLETE, *row)):
        table.add_row(state, lacks, ", ".join(marts))
    return table


def _null_columns(report: Report) -> Table:
    """The columns of marts that are null in every row."""
    table = Table(title="Columns that are null in every row", title_justify="left")
    table.add_column("mart")
    table.add_column("columns")
    for each in report.marts:
        if each.columns:
            table.add_row(each.mart, ", ".join(each.columns))
    return table
