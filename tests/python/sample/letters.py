"""Grades of the marts of a built sample, and of what they would be with one more fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import yaml

from loyalty_warehouse.grade_facts import read_facts
from loyalty_warehouse.grades import Facts, Grade, grade
from loyalty_warehouse.lineage import Lineage, lineages

from .build import SHOP_FILE, Sample


def measured(sample: Sample) -> tuple[list[Lineage], Facts]:
    """What each mart is made from, and what stands in the build; no check has run."""
    found = lineages(sample.dbt("parse"))
    systems = yaml.safe_load(SHOP_FILE.read_text(encoding="utf-8"))["systems"]
    return found, read_facts(sample.database, (), systems, found)


def grades(found: list[Lineage], facts: Facts) -> dict[str, Grade]:
    """The grade of each mart."""
    return {lineage.mart: grade(lineage, facts) for lineage in found}


def refused(facts: Facts, table: str) -> Facts:
    """The same with a third of a raw table in quarantine."""
    rows = facts.raw_rows[table] // 3
    return replace(facts, quarantined={**facts.quarantined, table: rows})


def fallen(before: Mapping[str, Grade], after: Mapping[str, Grade]) -> set[str]:
    """The marts with a worse grade than before; none has a better one."""
    assert all(after[mart].grade >= each.grade for mart, each in before.items())
    return {mart for mart, each in before.items() if after[mart].grade > each.grade}
