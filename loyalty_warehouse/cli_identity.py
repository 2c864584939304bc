"""The verbs of `warehouse identity`: why, what if, and who else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import Paths

out = Console()
err = Console(stderr=True)

identity = typer.Typer(
    name="identity", no_args_is_help=True, help="Ask why records are one customer, or are not."
)


@identity.command("explain")
def identity_explain(
    records: Annotated[
        list[str],
        typer.Argument(
            metavar="RECORD [RECORD]", help="system:id, or system:order:id for a guest order."
        ),
    ],
    shop: Annotated[str, typer.Option("--shop", "-s", help="The shop.")] = "sample",
) -> None:
    """Print the chain of evidence between two records, or what one is known by.

    Example: warehouse identity explain shopify:6000000000000 pos:order:T-1
    """
    from loyalty_warehouse.identity import explain

    if len(records) > 2:
        raise WarehouseError("Name one record or two.")
    for line in explain(Paths.from_environment().build_file(shop), records):
        out.print(line, markup=False, highlight=False, soft_wrap=True)


@identity.command("diff")
def identity_diff(
    shop: Annotated[str, typer.Option("--shop", "-s", help="The shop.")] = "sample",
    rules_only: Annotated[
        bool,
        typer.Option(
            "--rules-only",
            help="Leave the raw data as it was built: only rules and decisions are new. Quicker.",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write all moves as .csv or .json."),
    ] = None,
) -> None:
    """Say which customers the next build would merge or split, before anything is written.

    Works on a copy of the build file: with the seeds identity_rules, identity_blocked_values and
    identity_decisions as they are now, and the raw data as it is now.

    Example: warehouse identity diff --shop sample --rules-only --output moves.csv
    """
    from loyalty_warehouse.identity_diff import diff, write
    from loyalty_warehouse.identity_tables import show
    from loyalty_warehouse.shops import load_shop

    if output is not None and output.suffix not in (".csv", ".json"):
        raise WarehouseError(f"{output} ends neither in .csv nor in .json: name such a file.")
    paths = Paths.from_environment()
    settings = load_shop(paths, shop)
    with err.status("resolving identity in a copy of the build"):
        found = diff(paths, settings, rules_only)
    show(out, found, str(settings.variables.get("reporting_currency", "")))
    if output is not None:
        write(found, output)


@identity.command("suggest")
def identity_suggest(
    shop: Annotated[str, typer.Option("--shop", "-s", help="The shop.")] = "sample",
    least_probability: Annotated[
        float, typer.Option("--least-probability", min=0.0, max=1.0, help="Leave out less likely.")
    ] = 0.5,
) -> None:
    """List records that may be one customer by name and address, for a person to decide.

    Nothing is merged: copy the rows that are right into seeds/identity_decisions.csv, and those
    that are wrong with `refuse` as decision. Needs Splink (pip install splink==5.0.0). The list
    holds record ids and stays in the private build folder; the next build publishes the pairs as
    marts.identity_suggestions.

    Example: warehouse identity suggest --shop sample --least-probability 0.9
    """
    from loyalty_warehouse.identity_suggest import keep, suggest, write

    paths = Paths.from_environment()
    with err.status("comparing records"):
        found = suggest(paths.build_file(shop), least_probability)
        keep(found, paths.build_file(shop))
    file = paths.build / shop / "identity_suggestions.csv"
    write(found, file)
    out.print(f"{shop}: {len(found)} suggestions in {paths.shown(file)}", soft_wrap=True)
