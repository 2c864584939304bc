"""Data Docs: one HTML page with every check of a run, dbt's and Great Expectations' alike.

Great Expectations' own Data Docs load their style sheets and scripts from the net and know
nothing of the dbt tests. This page is a single file that needs neither a net nor a server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path

from loyalty_warehouse.results import LAYERS, CheckResult, Status

STATUSES: tuple[Status, ...] = ("fail", "error", "warn", "pass")
"""The worst first: the order on the page."""

HEADINGS = (
    "Status",
    "Model",
    "Check",
    "Kind",
    "Severity",
    "Failures",
    "Measured",
    "Allowed",
    "Seconds",
)

STYLE = """
:root { color-scheme: light dark; --line: #8884; --fail: #b3261e;
  --warn: #8a5a00; --pass: #1b6e36; }
@media (prefers-color-scheme: dark) {
  :root { --fail: #ff8a80; --warn: #ffc46b; --pass: #7ddb9b; }
}
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
fieldset { border: 1px solid var(--line); margin: 1rem 0; }
label { margin-right: 1.5rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; }
.fail, .error { color: var(--fail); font-weight: 600; }
.warn { color: var(--warn); font-weight: 600; }
.pass { color: var(--pass); }
"""


def write_data_docs(results: Sequence[CheckResult], path: Path) -> Path:
    """Write the page of one run to `path` (a file, or a folder that gets `index.html`).

    The results may be of any layer and kind. Returns the file that was written; it replaces the
    page of the run before.
    """
    page = path if path.suffix == ".html" else path / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(_page(results), encoding="utf-8")
    return page


def _page(results: Sequence[CheckResult]) -> str:
    shops = ", ".join(sorted({result.shop for result in results})) or "no shop"
    title = f"Checks of {escape(shops)}"
    runs = ", ".join(sorted({result.run_id for result in results if result.run_id}))
    moments = [result.checked_at for result in results]
    last = max(moments).strftime("%Y-%m-%d %H:%M:%S UTC") if moments else "never"
    sections = "".join(
        _section(layer, [result for result in results if result.layer == layer]) for layer in LAYERS
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{STYLE}{_filter_style()}</style>
</head>
<body>
<h1>{title}</h1>
<p>Run {escape(runs) or "without a name"}, last check {last}. {_counts(results)}.</p>
<p>A check of severity error that fails, or that could not be run, stops the publication; a
warning is published and should be looked at.</p>
{_filters(results)}
{sections or "<p>No checks were run.</p>"}
</body>
</html>
"""


def _filters(results: Sequence[CheckResult]) -> str:
    """One box a status; the style sheet hides the rows of a box that is not ticked."""
    counts = Counter(result.status for result in results)
    boxes = "".join(
        f'<label><input type="checkbox" id="show-{status}" checked> '
        f'<span class="{status}">{status}</span> ({counts[status]})</label>'
        for status in STATUSES
    )
    return f"<fieldset><legend>Show</legend>{boxes}</fieldset>"


def _filter_style() -> str:
    return "\n".join(
        f"body:has(#show-{status}:not(:checked)) tr.is-{status} {{ display: none; }}"
        for status in STATUSES
    )


def _section(layer: str, results: Sequence[CheckResult]) -> str:
    if not results:
        return ""
    ordered = sorted(
        results, key=lambda each: (STATUSES.index(each.status), each.model or "", each.check_name)
    )
    numeric = {"Failures", "Measured", "Seconds"}
    headings = "".join(
        f'<th class="number">{name}</th>' if name in numeric else f"<th>{name}</th>"
        for name in HEADINGS
    )
    rows = "\n".join(_row(result) for result in ordered)
    return f"""<h2>{escape(layer)}</h2>
<p>{_counts(results)}.</p>
<div class="table"><table><thead><tr>{headings}</tr></thead>
<tbody>
{rows}
</tbody></table></div>
"""


def _row(result: CheckResult) -> str:
    texts = [
        f'<td class="{result.status}">{result.status}</td>',
        *(
            f"<td>{escape(text or '')}</td>"
            for text in (result.model, result.check_name, result.kind, result.severity)
        ),
        f'<td class="number">{_number(result.failures)}</td>',
        f'<td class="number">{_number(result.measured_value)}</td>',
        f"<td>{escape(result.threshold or '')}</td>",
        f'<td class="number">{result.seconds:.2f}</td>',
    ]
    return f'<tr class="is-{result.status}">{"".join(texts)}</tr>'


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.6g}" if value % 1 else f"{value:,.0f}"


def _counts(results: Sequence[CheckResult]) -> str:
    counts = Counter(result.status for result in results)
    parts = [f"{counts[status]} {status}" for status in STATUSES if counts[status]]
    return f"{len(results)} checks: " + (", ".join(parts) or "none")
