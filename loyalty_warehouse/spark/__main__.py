"""`python -m loyalty_warehouse.spark start|stop|status|register`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from loyalty_warehouse.erasure.on_spark import check_screened
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import Paths
from loyalty_warehouse.spark import cluster as spark
from loyalty_warehouse.spark.errors import SparkError
from loyalty_warehouse.spark.raw import register_raw

app = typer.Typer(
    help="A small Apache Spark cluster on this machine for dbt's target `spark`.",
    no_args_is_help=True,
    add_completion=False,
)
Directory = Annotated[Path, typer.Option("--directory", help="Where the cluster keeps its files.")]


@app.command()
def start(
    directory: Directory = spark.DEFAULT_DIRECTORY,
    port: Annotated[int, typer.Option(help="Port for clients; 0: any free one.")] = 0,
    fresh: Annotated[bool, typer.Option(help="Drop the tables of earlier starts.")] = False,
) -> None:
    """Start a master, two workers and a Thrift server, and wait until they answer."""
    typer.echo("Starting Spark (a master, two workers, a Thrift server) ...", err=True)
    try:
        _describe(spark.start(directory, port, fresh))
    except SparkError as error:
        _fail(error)


@app.command()
def stop(directory: Directory = spark.DEFAULT_DIRECTORY) -> None:
    """End everything `start` started, also after a crash. The tables stay."""
    ended = spark.stop(directory)
    typer.echo(f"Ended {ended} processes." if ended else "Nothing was running.")


@app.command()
def status(directory: Directory = spark.DEFAULT_DIRECTORY) -> None:
    """Say whether the cluster answers, and where; exit code 1 if it does not."""
    cluster = spark.status(directory)
    if cluster is None:
        typer.echo("Spark is not running.")
        raise typer.Exit(1)
    _describe(cluster)


@app.command()
def register(
    systems: Annotated[list[str], typer.Argument(help="Source systems, e.g. cdnow_sample.")],
    raw_path: Annotated[
        Path, typer.Option(envvar="WAREHOUSE_RAW_PATH", help="Folder of the raw files.")
    ] = Path("data/raw"),
    directory: Directory = spark.DEFAULT_DIRECTORY,
) -> None:
    """Make the raw Parquet files of the named systems readable as tables."""
    cluster = spark.status(directory)
    try:
        if cluster is None:
            raise SparkError("Spark is not running: start it with `make spark` first.")
        check_screened(replace(Paths.from_environment(), raw=raw_path.absolute()), systems)
        tables = register_raw(systems, raw_path, cluster.thrift_port)
    except WarehouseError as error:
        _fail(error)
    typer.echo("Registered " + ", ".join(tables) + ".")


def _describe(cluster: spark.Cluster) -> None:
    typer.echo(f"Spark answers at 127.0.0.1:{cluster.thrift_port} (Thrift, no password).")
    typer.echo(f"For dbt:  export WAREHOUSE_SPARK_PORT={cluster.thrift_port}")


def _fail(error: WarehouseError) -> NoReturn:
    typer.echo(str(error), err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
