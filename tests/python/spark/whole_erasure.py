"""Three customers of the sample are erased between two builds on Spark.

The first builds identity and the closed figures. The second builds everything, from the raw files
as they landed once more, and is what the other tests of this folder read: that it is the same on
both engines, erased customers and all, is a test of parity.
"""

from __future__ import annotations

import io
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from erasure.as_built import AsBuilt
from sample.build import SHOP_FILE, TABLES, make_sample
from thorough import tried
from workspace import Done, in_process, one, rows

from loyalty_warehouse.erasure.aggregates import QUERIES
from loyalty_warehouse.erasure.on_spark import check_screened
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.spark import Cluster, register_raw
from loyalty_warehouse.spark.client import query

from .builds import SAMPLE, UNIT_TESTS, Built, Shop
from .dbt_runs import Engine

SIZE: dict[str, Any] = {"customers": 130, "months": 14, "seed": 11}
COMPARED = {name: asked for name, asked in QUERIES.items() if name != "cohort_triangles"}
"""The closed figures but one, which would take the sessions, too."""
CLOSED = (
    *("+retention_periods", "+growth_accounting", "+cohort_retention"),
    *("+fct_orders", "+identity_events"),
)
"""What these figures and identity stand on."""
BEFORE = (*TABLES, "--select", *CLOSED, "+int_device_owners")
"""What an erasure reads."""
BEFORE_ON_SPARK = (
    *(*TABLES, "--select", *CLOSED),
    *("--exclude", "path:models/staging", "path:models/conformed"),
)
NAMED = {
    "a member who has bought": """
        select 'loyalty:' || min(customer_record_id) filter (where source_system = 'loyalty') as one
        from intermediate.int_customer_map
        where customer_id in (
            select customer_id from marts.fct_orders group by all having count(*) > 2)
        group by customer_id having one is not null
        order by count(distinct source_system) desc, customer_id limit 1""",
    "a newsletter profile": """
        select 'klaviyo:' || min(customer_record_id)
        from intermediate.int_customer_map
        left join conformed.customer_records using (source_system, customer_record_id)
        group by customer_id
        having bool_and(source_system = 'klaviyo') and max(email) is not null
        order by customer_id limit 1""",
    "a guest": """
        select 'shopify:' || min(customer_record_id) filter (where source_system = 'shopify')
        from intermediate.int_customer_map
        left join conformed.orders using (source_system, customer_record_id)
        left join conformed.customer_records using (source_system, customer_record_id)
        group by customer_id
        having bool_and(is_guest) and bool_and(source_system in ('shopify', 'klaviyo'))
            and max(email) is not null
        order by customer_id limit 1""",
}
"""Who is erased: the member is the one whom the most systems know."""
WHOSE = """
    select customer_id from intermediate.int_customer_map
    where source_system || ':' || customer_record_id = '{}' and record_type = 'customer'"""


@dataclass
class WholeErasure:
    """The sample in the folders of the command and on Spark, and what was seen on the way."""

    here: AsBuilt
    spark: Engine
    cluster: Cluster
    names: list[str] = field(default_factory=list)
    """Their records that were named."""
    customers: list[int] = field(default_factory=list)
    figures: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    """The closed figures on Spark before."""
    orders: int = 0
    """Those of the customers on Spark before."""
    told: dict[str, Done] = field(default_factory=dict)
    """What the command said, by step."""
    refused: str = ""
    """What `register` says of files that landed once more."""
    builds: list[Built] = field(default_factory=list)
    """What stands at the end, once it does."""

    @property
    def raw(self) -> Path:
        """The raw files, screened."""
        return self.here.place.paths.raw

    def kept(self, state: str) -> Path:
        """A copy of the raw files as they `landed`, or as the erasure left them: `erased`."""
        return self.here.place.root / state

    def figures_now(self) -> dict[str, list[tuple[Any, ...]]]:
        """The closed figures on Spark."""
        port, marts = self.cluster.thrift_port, f"{SAMPLE}_marts."
        return {
            name: query(port, asked.replace("marts.", marts)) for name, asked in COMPARED.items()
        }

    def count(self, mart: str, condition: str = "true") -> int:
        """Rows of the customers in a mart on Spark."""
        ids = ", ".join(map(str, self.customers))
        ((count,),) = query(
            self.cluster.thrift_port,
            f"select count(*) from {SAMPLE}_marts.{mart} "
            f"where customer_id in ({ids}) and {condition}",
        )
        return int(count)

    def register(self) -> None:
        """What `python -m loyalty_warehouse.spark register` does."""
        systems = self.here.shop.systems
        check_screened(self.here.place.paths, systems)
        register_raw(systems, self.raw, self.cluster.thrift_port)

    def prove(self, *more: Path) -> Done:
        """Prove it in Spark's tables, in what its processes said, and in more places."""
        logs = (self.cluster.directory / "logs", *self.cluster.directory.glob("work/app-*"))
        places = [str(place) for place in (self.cluster.warehouse, *logs, *more)]
        asked = [word for place in places for word in ("--prove", place)]
        return self.command("erase", *asked, "--shop", SAMPLE)

    def command(self, *arguments: str) -> Done:
        """Run the `warehouse` command."""
        with io.StringIO() as text, redirect_stdout(text), redirect_stderr(text):
            return Done(in_process(self.here.place, arguments), text.getvalue())

    def run_spark(self, *command: str) -> list[Any]:
        """Run dbt on Spark; what it did."""
        done: list[Any] = self.spark.invoke(*command, "--vars", self.here.variables).results
        return done


def whole_erasure(root: Path, cluster: Cluster) -> WholeErasure:
    """Build, erase, land the same data again, build again on Spark and prove it."""
    make_sample(root, flaws=True, **SIZE)
    here = AsBuilt.begun(root, SAMPLE, SHOP_FILE.read_text(encoding="utf-8"))
    places = {"WAREHOUSE_RAW_PATH": str(root / "raw"), "WAREHOUSE_SPARK_SCHEMA": SAMPLE}
    spark = Engine("spark", root / "dbt" / "spark", places | cluster.environment())
    done = WholeErasure(here, spark, cluster)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in spark.environment.items():
            patch.setenv(name, value)
        made = here.stand_in(patch, spark, *TABLES)
        _build_before(done)
        _erase(done)
        _land_again(done)
        ran = done.run_spark(*TABLES)
        for tests in tried((), (UNIT_TESTS,)):
            ran += done.run_spark(*tests)
        done.told["after the build"] = done.prove(root / "dbt")
    shop = Shop(SAMPLE, here.variables, done.raw, tuple(here.shop.systems))
    done.builds.append(Built.of(shop, (here.duckdb, made), (spark, ran), cluster))
    return done


def _build_before(done: WholeErasure) -> None:
    """Build on both engines, on Spark from the conformed entities that DuckDB has made."""
    done.here.build(*BEFORE)
    file = done.here.place.paths.build_file(SAMPLE)
    _hand_over(file, "conformed", done.here.place.root / "conformed", done.cluster.thrift_port)
    done.run_spark(*BEFORE_ON_SPARK)
    done.names = [str(one(file, named)) for named in NAMED.values()]
    done.customers = [int(str(one(file, WHOSE.format(name)))) for name in done.names]
    done.figures = done.figures_now()
    done.orders = done.count("fct_orders")


def _hand_over(file: Path, schema: str, place: Path, port: int) -> None:
    """Make Spark tables of those of a schema of a DuckDB file."""
    place.mkdir()
    statements = [f"create schema {SAMPLE}_{schema}"]
    for (table,) in rows(
        file, f"select table_name from duckdb_tables() where schema_name = '{schema}'"
    ):
        rows(file, f"copy {schema}.{table} to '{place}/{table}.parquet' (format parquet)")
        made = f"create table {SAMPLE}_{schema}.{table} using parquet as"
        statements.append(f"{made} select * from parquet.`{place}/{table}.parquet`")
    query(port, *statements)
    shutil.rmtree(place)


def _erase(done: WholeErasure) -> None:
    """Erase on DuckDB and from Spark's log; Spark's other tables hold the customers still."""
    shutil.copytree(done.raw, done.kept("landed"))
    told = done.command("erase", *done.names, "--shop", SAMPLE, "--yes", "--spark")
    assert told.code == 0, told.text
    done.told["erased"] = told
    done.told["before the build"] = done.prove()
    shutil.copytree(done.raw, done.kept("erased"))


def _land_again(done: WholeErasure) -> None:
    """Land the same data once more; they are screened before Spark may read them."""
    shutil.copytree(done.kept("landed"), done.raw, dirs_exist_ok=True)
    with pytest.raises(WarehouseError) as refused:
        done.register()
    done.refused = str(refused.value)
    done.told["screened"] = done.command("erase", "--screen", "--shop", SAMPLE)
    done.register()
