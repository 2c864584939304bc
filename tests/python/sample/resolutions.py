"""Compares a file whose identity was brought up to date with one in which it was resolved anew."""

from __future__ import annotations

from pathlib import Path

import duckdb

from .daily import differences

GROUPED = ("int_identity_components", *(f"int_identity_groups_{number}" for number in range(1, 5)))
"""A component is called after any of its nodes; who is together has to be the same."""
RESOLVED = (
    *("path:models/intermediate/identity", "int_customer_map"),
    *("identity_map", "identity_links", "identity_events"),
)
"""Identity itself, without what it reads."""
SAME_GROUPS = """
    with pairs as (
        select distinct one.component as left_name, two.component as right_name
        from one.intermediate.{model} as one join two.intermediate.{model} as two using ({key})
    )
    select (select count(*) from pairs) - (select count(distinct left_name) from pairs),
        (select count(*) from pairs) - (select count(distinct right_name) from pairs),
        (select count(*) from one.intermediate.{model})
            - (select count(*) from two.intermediate.{model})"""


def disagreements(updated: Path, anew: Path) -> tuple[int, list[str]]:
    """How many tables were compared, and which differ, groups of records by their names."""
    models, found = differences(updated, anew)
    return models, [str(one) for one in found if one.model.split(".")[1] not in GROUPED]


def groups_apart(updated: Path, anew: Path, model: str) -> tuple[int, ...] | None:
    """How many groups of one file are several of the other, both ways, and nodes too many."""
    key = "record_key" if model == "int_identity_components" else "node"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{updated}' as one (read_only)")
        connection.execute(f"attach '{anew}' as two (read_only)")
        return connection.execute(SAME_GROUPS.format(model=model, key=key)).fetchone()
