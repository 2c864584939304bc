"""A small Apache Spark cluster on this machine: the second engine of the same dbt project.

`python -m loyalty_warehouse.spark start|stop|status` is the command; `running_cluster` is the
context manager that the tests use. docs/spark.md explains what runs and why.
"""

from loyalty_warehouse.spark.cluster import Cluster, running_cluster, start, status, stop
from loyalty_warehouse.spark.errors import SparkError
from loyalty_warehouse.spark.raw import register_raw

__all__ = [
    "Cluster",
    "SparkError",
    "register_raw",
    "running_cluster",
    "start",
    "status",
    "stop",
]
