# ruff: noqa: E402  (the main module gets its file before the imports)
"""What the fork server of the kill tests imports before it forks, so that no start pays for it.

pyspark, which Great Expectations imports where it is installed, takes a main module without a file
for a doctest and ends the process: the fork server's main module has none.
"""

import sys

vars(sys.modules["__main__"]).setdefault("__file__", __file__)

import dbt.adapters.duckdb
import dbt.cli.main

import loyalty_warehouse.cli
import loyalty_warehouse.pipeline
import quality.marts
from loyalty_warehouse.gx_duckdb import import_gx

import_gx()

__all__ = ["dbt", "loyalty_warehouse", "quality"]
