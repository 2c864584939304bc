"""A run: raw gate, staging and conformed, gate, intermediate and marts, gate, publish.

A gate is the preflight of the raw files (raw only), the dbt tests of the layer and the Great
Expectations checkpoint of the layer. Its results are stored before it is judged. The first failure
of severity `error` ends the run: the build file keeps what was built for a look, the run is
recorded as failed, and the published file stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from loyalty_warehouse import history
from loyalty_warehouse.data_docs import write_data_docs
from loyalty_warehouse.database import DamagedFile, exclusive, opened
from loyalty_warehouse.dbt_project import DbtProject, LayerRun
from loyalty_warehouse.errors import GateFailed, WarehouseError
from loyalty_warehouse.fingerprint import fingerprint, is_same_code
from loyalty_warehouse.grade_facts import read_facts, write_grades
from loyalty_warehouse.grades import Grade, grade
from loyalty_warehouse.landed_databases import is_told_by_dbt, open_databases
from loyalty_warehouse.lineage import lineages
from loyalty_warehouse.preflight import check_raw, expected_tables
from loyalty_warehouse.progress import Steps
from loyalty_warehouse.publish import publish, remove_stale
from loyalty_warehouse.results import LAYERS, CheckResult, Layer, blocking
from loyalty_warehouse.settings import Paths, Shop, ensure_folder
from loyalty_warehouse.volume import check_volume

STEP_NAMES: dict[Layer, str] = {
    "raw": "raw gate",
    "conformed": "staging and conformed",
    "marts": "marts",
}


@dataclass(frozen=True)
class Outcome:
    """How a run that raised nothing ended."""

    shop: str
    is_up_to_date: bool
    is_published: bool
    checks: tuple[CheckResult, ...] = ()
    quarantined: dict[str, int] = field(default_factory=dict)
    """Rows that staging refused, by raw table and reason."""
    grades: tuple[Grade, ...] = ()
    """How far each mart can be relied on, by name of the mart."""


def build(
    paths: Paths,
    shop: Shop,
    progress: Steps,
    *,
    publish_it: bool = True,
    force: bool = False,
    allow_shrink: bool = False,
    threads: int | None = None,
    is_erasing: bool = False,
) -> Outcome:
    """Build a shop and publish it if every gate passes.

    Nothing is done if the published file was made from the same code, settings and raw files,
    unless ``force``. A raw table that lost half of its rows since the last publication stops the
    run, unless ``allow_shrink``. Rows of customers who were erased are made pseudonymous before
    anything reads them, unless ``is_erasing``, which has done so. Raises GateFailed if a gate stops
    the run, WarehouseError for anything else.
    """
    ensure_folder(paths.build)
    if publish_it:
        ensure_folder(paths.published)
    with exclusive(paths.build / f".{shop.name}.lock"):
        remove_stale(paths.published_file(shop.name))
        if not is_erasing:
            _screen_for_the_erased(paths, shop, progress)
        made_from = fingerprint(paths, shop)
        is_there = paths.build_file(shop.name).exists() and not force
        if publish_it and is_there and _published_fingerprint(paths, shop) == made_from:
            return Outcome(shop.name, is_up_to_date=True, is_published=True)
        checks, grades = _run_gates(
            paths, shop, "build", made_from, progress, threads, allow_shrink=allow_shrink
        )
        if publish_it:
            progress.step("publish")
            publish(paths.build_file(shop.name), paths.published_file(shop.name))
    return Outcome(
        shop.name,
        is_up_to_date=False,
        is_published=publish_it,
        checks=tuple(checks),
        quarantined=history.quarantined(paths.build_file(shop.name)),
        grades=tuple(grades),
    )


def _screen_for_the_erased(paths: Paths, shop: Shop, progress: Steps) -> None:
    from loyalty_warehouse.erasure.run import screen_new_files

    def project() -> DbtProject:
        progress.step("screen new files for erased customers")
        found = DbtProject(paths, shop)
        found.parse()
        return found

    screen_new_files(paths, shop, project)


def recheck(paths: Paths, shop: Shop, progress: Steps, threads: int | None = None) -> Outcome:
    """Run every gate on the existing build without rebuilding it; results are stored.

    A failed re-check makes the build unpublishable. Raises GateFailed, or WarehouseError if there
    is no build that passed.
    """
    build_file = paths.build_file(shop.name)
    if not build_file.exists():
        raise WarehouseError(
            f"There is no build of {shop.name} to check: run `warehouse build --shop {shop.name}`."
        )
    with exclusive(paths.build / f".{shop.name}.lock"):
        builds = _builds(build_file)
        if not builds or builds[-1].status != "passed":
            raise WarehouseError(
                f"The last build of {shop.name} did not pass, so there is nothing whole to check: "
                f"run `warehouse build --shop {shop.name}`."
            )
        if builds[-1].as_of_source == "variable":
            shop.variables["as_of"] = str(builds[-1].as_of)
        checks, grades = _run_gates(paths, shop, "check", builds[-1].fingerprint, progress, threads)
    return Outcome(
        shop.name,
        is_up_to_date=False,
        is_published=False,
        checks=tuple(checks),
        grades=tuple(grades),
    )


def publish_build(paths: Paths, shop: Shop) -> None:
    """Publish the existing build of a shop, if its last run passed every gate."""
    ensure_folder(paths.build)
    with exclusive(paths.build / f".{shop.name}.lock"):
        publish(paths.build_file(shop.name), paths.published_file(shop.name))


def _published_fingerprint(paths: Paths, shop: Shop) -> str | None:
    """What the published file was made from; None if there is none or it cannot be read."""
    file = paths.published_file(shop.name)
    if not file.exists():
        return None
    try:
        with opened(file, read_only=True) as connection:
            good = history.last_good_build(history.runs(connection))
    except WarehouseError:
        return None
    return good.fingerprint if good else None


def _run_gates(
    paths: Paths,
    shop: Shop,
    command: str,
    made_from: str,
    progress: Steps,
    threads: int | None,
    allow_shrink: bool = True,
) -> tuple[list[CheckResult], list[Grade]]:
    """Every layer with its gate, in order, under one run of the history; then the grades."""
    build_file = paths.build_file(shop.name)
    is_full = command == "build" and not _was_built_by(build_file, made_from)
    run_id = history.begin_run(
        build_file, paths.published_file(shop.name), shop.name, command, made_from
    )
    checks: list[CheckResult] = []
    project = DbtProject(paths, shop, run_id, threads, is_full)
    reached: Layer = "raw"
    try:
        progress.step("read the project")
        project.parse()
        checks += _check_raw_files(project, run_id, allow_shrink)
        for reached in LAYERS:
            checks += _run_layer(project, reached, run_id, progress, tests_only=command == "check")
        history.record_as_of(build_file, run_id)
        grades = _grade(project, run_id, are_built=True)
    except GateFailed:
        history.end_run(build_file, run_id, "failed")
        _grade(project, run_id, are_built=reached == "marts" or command == "check")
        raise
    except BaseException:
        history.end_run(build_file, run_id, "failed")
        raise
    finally:
        write_data_docs(history.checks(build_file, run_id), paths.data_docs(shop.name))
    history.end_run(build_file, run_id, "passed")
    return checks, grades


def _builds(build_file: Path) -> list[history.Run]:
    """The builds recorded in a build file, the last one last. Raises DamagedFile."""
    with opened(build_file) as connection:
        return [run for run in history.runs(connection) if run.command == "build"]


def _was_built_by(build_file: Path, made_from: str) -> bool:
    """Whether the build file's last build passed and had the same code and settings.

    Then incremental models may go on from it; else they are made anew.
    """
    if not build_file.exists():
        return False
    try:
        builds = _builds(build_file)
    except DamagedFile:  # the run that begins now sets it aside
        return False
    return (
        bool(builds)
        and builds[-1].status == "passed"
        and is_same_code(builds[-1].fingerprint, made_from)
    )


def _grade(project: DbtProject, run_id: str, *, are_built: bool) -> list[Grade]:
    """Grade every mart by what the run has stored; ``are_built``: the run has reached the marts."""
    build_file = project.paths.build_file(project.shop.name)
    found = lineages(project.manifest)
    checks = history.checks(build_file, run_id)
    facts = read_facts(build_file, checks, project.shop.systems, found if are_built else [])
    grades = [grade(lineage, facts) for lineage in found]
    write_grades(build_file, project.shop.name, run_id, grades)
    return grades


def _check_raw_files(project: DbtProject, run_id: str, allow_shrink: bool) -> list[CheckResult]:
    """Look at the raw files before anything reads them; raise GateFailed with what is wrong."""
    paths, shop = project.paths, project.shop.name
    expected = expected_tables(project.sources(), project.manifest.nodes.values())
    with open_databases(paths, shop, expected) as databases:
        told_by_dbt = [table for table in expected if is_told_by_dbt(table, databases)]
    relations = {**databases.relations, **project.landed_columns(told_by_dbt)}
    results, sentences = check_raw(paths, shop, expected, relations)
    if not sentences and not allow_shrink:
        with open_databases(paths, shop, expected) as databases:
            published = paths.published_file(shop)
            volumes, sentences = check_volume(shop, published, expected, databases.connection)
        results += volumes
    history.record_checks(paths.build_file(shop), run_id, results)
    if sentences:
        lines = [f"The raw gate of {shop} failed; nothing was published.", *sentences]
        raise GateFailed("\n  ".join(lines))
    return results


def _run_layer(
    project: DbtProject, layer: Layer, run_id: str, progress: Steps, tests_only: bool
) -> list[CheckResult]:
    """Build and check one layer, store the results, and judge them."""
    build_file = project.paths.build_file(project.shop.name)
    progress.step(STEP_NAMES[layer], total=len(project.selected(layer, tests_only)))
    done = project.run(layer, tests_only, progress.advance)
    history.record_checks(build_file, run_id, done.results)
    _judge(project, layer, done.results, done, run_id)
    progress.step(f"{layer} expectations")
    expectations = _expectations(project, layer, build_file)
    history.record_checks(build_file, run_id, expectations)
    _judge(project, layer, expectations, done, run_id)
    return [*done.results, *expectations]


def _expectations(project: DbtProject, layer: Layer, build_file: Path) -> list[CheckResult]:
    """The Great Expectations checkpoint of a layer. Importing it costs seconds: once, and late."""
    from loyalty_warehouse.expectations import run_layer

    asked = project.shop.as_of
    as_of = date.fromisoformat(asked) if asked else None
    models = {node.name for node in project.selected(layer)}
    raw = project.paths.raw
    return run_layer(layer, project.shop, build_file, raw, as_of, project.run_id, models)


def _judge(
    project: DbtProject, layer: Layer, results: list[CheckResult], done: LayerRun, run_id: str
) -> None:
    """Raise GateFailed, naming what failed and how to look at it, if anything blocks."""
    failed = blocking(results)
    if not failed:
        return
    lines = [f"The {layer} gate of {project.shop.name} failed; nothing was published."]
    for check in failed:
        count = "" if check.failures is None else f": {check.failures} failures"
        said = done.messages.get(check.check_name) or _first_order(project, check)
        lines.append(f"  {check.check_name} ({check.model}){count}{f': {said}' if said else ''}")
    if done.skipped:
        lines.append(f"  {done.skipped} models and tests behind them were not run.")
    file = project.paths.shown(project.paths.build_file(project.shop.name))
    page = project.paths.shown(project.paths.data_docs(project.shop.name))
    look = f"To look, open {page}/index.html, or query quality.check_results"
    if layer != "raw":  # after a failed raw gate the quarantine still holds the run before
        look += " and quality.quarantined_rows"
    lines.append(f"{look} where run_id = '{run_id}' in {file}.")
    raise GateFailed("\n".join(lines))


def _first_order(project: DbtProject, check: CheckResult) -> str:
    """What to do if nothing had been ordered by the asked day; nothing for another check."""
    if check.check_name != "orders_exist_by_as_of":
        return ""
    with opened(project.paths.build_file(project.shop.name), read_only=True) as connection:
        found = connection.execute("select min(order_date) from conformed.orders").fetchone()
    if not found or found[0] is None:
        return "there is no order at all: look at quality.quarantined_rows"
    return f"the first order is of {found[0]}: ask for that day or later, or leave --as-of out"
