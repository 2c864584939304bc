"""The command-line side of the loyalty warehouse: load raw data, build, check and publish shops.

The models live in ``models/`` and are plain dbt; this package fetches the public data sets, runs
dbt in-process with a quality gate between every two layers, and swaps the published file.
"""

__version__ = "0.1.0"
