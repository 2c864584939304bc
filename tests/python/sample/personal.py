"""Personal values of the sample's raw data, and the columns of a build that hold them untagged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import yaml
from spark.dbt_runs import PROJECT

from .build import Sample

PEOPLE = """
    select unnest([email, phone, first_name || ' ' || last_name]) as value from {shopify}
    union select unnest([email, phone_number, first_name || ' ' || last_name]) from {klaviyo}
    union select unnest([email, phone, first_name || ' ' || last_name]) from {pos}
    union select unnest([email, phone, "firstName" || ' ' || "lastName"]) from {loyalty}
    union select unnest([email, phone, name]) from {zendesk}
    union select unnest([email, phone_number, name]) from {feedback}
    union select unnest([email, first_name || ' ' || last_name]) from {marketing}
    union select email from {orders}
    union select email from {reviews}
    except select phone from {stores}
    except select from_email from {campaigns}"""
TABLES = {
    "shopify": "shopify/customer",
    "klaviyo": "klaviyo/person",
    "pos": "pos/customer",
    "loyalty": "loyalty/member",
    "zendesk": "zendesk/user",
    "feedback": "feedback/person",
    "marketing": "marketing/webinar_registration",
    "orders": "shopify/order",
    "reviews": "feedback/review",
    "stores": "pos/store",
    "campaigns": "klaviyo/campaign",
}
ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9.-]+[A-Za-z]")
NUMBER = re.compile(r"[+]?[0-9]{8,}")
NAME = re.compile(r"(?=\b([^\W\d_][^\W\d]+[ ][^\W\d_][^\W\d]+)\b)")
ROW_AS_LANDED = "raw_row_json"
"""What stage() adds to every base model; no YAML lists it, all know it."""
COLUMNS = """
    select schema_name, table_name, column_name
    from duckdb_columns() join duckdb_tables() using (database_name, schema_name, table_name)
    where data_type = 'VARCHAR' and database_name = current_database()
    order by all"""


def values_of_people(raw: Path) -> set[str]:
    """Addresses, numbers and full names of the raw data, without those of the shop itself."""
    files = {
        name: f"read_parquet('{raw}/{table}/*.parquet', union_by_name=true)"
        for name, table in TABLES.items()
    }
    query = f"select distinct trim(value) from ({PEOPLE.format(**files)}) where length(value) >= 8"
    with duckdb.connect() as connection:
        return {value for (value,) in connection.execute(query).fetchall()}


def tagged_columns() -> dict[str, set[str]]:
    """The personal columns of each model and seed, as its YAML says, in lower case."""
    found: dict[str, set[str]] = {}
    for file in [*PROJECT.glob("models/**/*.yml"), *PROJECT.glob("seeds/**/*.yml")]:
        described = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        for node in [*described.get("models", []), *described.get("seeds", [])]:
            found[node["name"]] = {
                column["name"].lower()
                for column in node.get("columns", [])
                if column.get("config", {}).get("meta", {}).get("personal")
            }
    return found


def untagged(sample: Sample, values: set[str]) -> list[str]:
    """Columns that hold an address, a number or a full name of people and are not tagged."""
    tagged, found = tagged_columns(), []
    with duckdb.connect(str(sample.database), read_only=True) as connection:
        for schema, table, column in connection.execute(COLUMNS).fetchall():
            name = table.replace("stg_", "base_", 1) if table not in tagged else table
            if column.lower() not in {ROW_AS_LANDED, *tagged.get(name, set())}:
                rows = connection.execute(f'select distinct "{column}" from "{schema}"."{table}"')
                text = "\n".join(value for (value,) in rows.fetchall() if value is not None)
                if personal_in(text, values):
                    found.append(f"{schema}.{table}.{column}")
    return found


def personal_in(text: str, values: set[str]) -> set[str]:
    """The addresses, numbers and full names of people that stand in a text."""
    return {one for kind in (ADDRESS, NUMBER, NAME) for one in kind.findall(text)} & values


def logs_with(folder: Path, values: set[str]) -> Iterator[str]:
    """What was said and written below a folder, by dbt or Spark, that holds one of the values.

    The manifest and the parse cache are made from the project before any data are read.
    """
    for file in sorted(folder.rglob("*")):
        is_parsed = file.name in ("manifest.json", "partial_parse.msgpack", "graph.gpickle")
        text = "" if is_parsed or file.is_dir() else file.read_text("utf-8", errors="replace")
        if personal_in(text, values):
            yield str(file.relative_to(folder))
