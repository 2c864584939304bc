"""The same project on DuckDB and on Spark gives the same marts, row by row."""

from typing import Any

import duckdb
import pytest

from .builds import BUILT_SHOPS, Built
from .compare import Comparison, compare, spark_columns

COMPARED_FOLDERS = ("conformed", "intermediate", "marts", "quality")
WITHOUT_CONTRACT = "intermediate"
"""Its rows are compared, not its types: engines count in types of their own. Some may be empty."""
# The id of the dbt invocation that wrote the row, never the same twice; each engine's own hashes.
IGNORED_COLUMNS = {
    "quarantined_rows": frozenset({"run_id"}),
    "int_phone_numbers": frozenset({"rules_fingerprint"}),
    "int_identity_signals": frozenset({"told_fingerprint"}),
    "int_identity_edges": frozenset({"record_fingerprint"}),
    "int_identity_paths": frozenset({"links_fingerprint"}),
    "int_identity_intervals": frozenset({"history_fingerprint"}),
}


def is_compared(node: Any) -> bool:
    """True for a table of a compared folder; a mart that is a view on DuckDB is one on Spark."""
    is_model = str(node.resource_type) == "model" and node.fqn[1] in COMPARED_FOLDERS
    return is_model and (node.config.materialized != "view" or node.fqn[1] == "marts")


def compared(built: Built, model: Any) -> Comparison:
    """Compare one model's tables."""
    columns = None
    if model.fqn[1] != WITHOUT_CONTRACT:
        table = f"{built.on_spark(model.schema)}.{model.alias}"
        columns = spark_columns(built.port, table)
    with duckdb.connect(str(built.duckdb_file), read_only=True) as build:
        build.execute("set TimeZone = 'UTC'")
        ignored = IGNORED_COLUMNS.get(model.name, frozenset())
        folder = built.spark_folder(model)
        return compare(build, f"{model.schema}.{model.alias}", columns, folder, ignored)


@pytest.fixture(scope="module")
def comparisons(builds: dict[str, Built]) -> dict[str, dict[str, Comparison]]:
    """What the comparison of every model found, by shop and model."""
    return {
        name: {model.name: compared(built, model) for model in built.nodes if is_compared(model)}
        for name, built in builds.items()
    }


@pytest.mark.parametrize("shop", BUILT_SHOPS)
def test_same_rows(shop: str, comparisons: dict[str, dict[str, Comparison]]) -> None:
    found = comparisons[shop]
    assert found, "no model was compared"
    wrong = {
        name: comparison.differences for name, comparison in found.items() if comparison.differences
    }
    assert not wrong, "\n".join(
        f"{name}: {difference}" for name, told in wrong.items() for difference in told
    )


def test_nothing_is_compared_empty(comparisons: dict[str, dict[str, Comparison]]) -> None:
    """A model without a row in any shop proves nothing."""
    counts: dict[str, int] = {}
    for found in comparisons.values():
        for name, comparison in found.items():
            if comparison.has_contract:
                counts[name] = counts.get(name, 0) + comparison.row_count
    # Suggestions are made by hand, from a build that is there already.
    assert [name for name, count in counts.items() if count == 0] == ["identity_suggestions"]
