"""What the cluster is started with. Everything that decides a query's result is here."""

from pathlib import Path

HOST = "127.0.0.1"
WORKERS = ("worker-1", "worker-2")
# The heap of each process by its role; a worker's executor runs beside it in its own process.
HEAPS = {"master": "256m", **dict.fromkeys(WORKERS, "256m"), "thrift-server": "2g"}
EXECUTOR_MEMORY = "1g"
WORKER_MEMORY = "1200m"  # what a worker may give away: one executor
START_TIMEOUT_SECONDS = 240

THRIFT_SERVER_CLASS = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
MASTER_CLASS = "org.apache.spark.deploy.master.Master"
WORKER_CLASS = "org.apache.spark.deploy.worker.Worker"

SQL_SETTINGS = {
    # Bad casts, overflow and division by zero raise instead of turning into null.
    "spark.sql.ansi.enabled": "true",
    # "name" is a column, as on every other engine; without it "name" is a text.
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.default": "parquet",
    # DuckDB and every BI tool read these; the default INT96 is a deprecated type.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # A Parquet timestamp without a zone is UTC wall clock here, as it is on DuckDB.
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
}

# Short queries on little data: the quick compiler and the simple collector cost the least. What a
# query compiles fills the small cache that this compiler has by default, and is compiled again.
JAVA_OPTIONS = (
    "-Duser.timezone=UTC -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    " -XX:ReservedCodeCacheSize=240m -XX:MetaspaceSize=256m"
)
# Plans are garbage a moment later: the more of them the young generation holds, the less is copied.
DRIVER_OPTIONS = f"{JAVA_OPTIONS} -Xms1g -Xmn512m"

RESOURCE_SETTINGS = {
    # One session for all connections: dbt opens one a model.
    "spark.sql.hive.thriftServer.singleSession": "true",
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.driver.memory": HEAPS["thrift-server"],
    "spark.driver.extraJavaOptions": DRIVER_OPTIONS,
    "spark.executor.extraJavaOptions": JAVA_OPTIONS,
    "spark.executor.memory": EXECUTOR_MEMORY,
    "spark.executor.cores": "1",
    # The master's REST port would let anybody on the machine submit programs.
    "spark.master.rest.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    # Small queries spend most of their time on plans: a third of it is on changing them half-way.
    "spark.sql.adaptive.enabled": "false",
    # What it infers grows with every column that two names stand for: it fills the heap in staging.
    "spark.sql.constraintPropagation.enabled": "false",
    # To compile a whole query takes longer than to run it on little data.
    "spark.sql.codegen.wholeStage": "false",
    "spark.ui.enabled": "false",
    "spark.scheduler.mode": "FAIR",
    "spark.sql.legacy.createHiveTableByDefault": "false",
    # A rebuilt table finds its directory again even when a killed run left files in it.
    "spark.sql.legacy.allowNonEmptyLocationInCTAS": "true",
}

LOG4J2 = """\
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss} %p %c{1}: %m%n%ex
"""


def spark_defaults(warehouse: Path, is_kept: bool) -> str:
    """The text of `spark-defaults.conf`; `warehouse` is the directory of managed tables.

    `is_kept`: the catalogue outlives the cluster. To keep it costs a fifth of a small query.
    """
    everything = {
        **SQL_SETTINGS,
        **RESOURCE_SETTINGS,
        "spark.sql.catalogImplementation": "hive" if is_kept else "in-memory",
        "spark.sql.warehouse.dir": warehouse.resolve().as_uri(),
    }
    return "".join(f"{key} {value}\n" for key, value in everything.items())


def thrift_server_arguments(master_url: str, port: int) -> list[str]:
    """What follows `spark-submit` to run the Thrift server on `port` of this machine."""
    return [
        *("--master", master_url, "--name", "loyalty-warehouse"),
        *("--class", THRIFT_SERVER_CLASS),
        *("--hiveconf", f"hive.server2.thrift.port={port}"),
        *("--hiveconf", f"hive.server2.thrift.bind.host={HOST}"),
        # Each thread that runs a query opens the catalogue for itself: a few, and they stay.
        *("--hiveconf", "hive.server2.async.exec.threads=4"),
        *("--hiveconf", "hive.server2.async.exec.keepalive.time=3600s"),
        "spark-internal",
    ]
