"""A system of one's own: what it delivers is taken or refused at the conformed border."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from project import Project, copy_project, messages
from slim import copy_parts

from loyalty_warehouse.dbt_messages import one_line

ORDER: dict[str, str] = {
    "source_system": "'acme'",
    "order_id": "cast(number as string)",
    "customer_record_id": "customer",
    "channel": "'web'",
    "currency_code": "'USD'",
    "order_status": "'completed'",
    "time_zone": "'UTC'",
    "gross_amount": "cast(amount as decimal(18, 2))",
    "net_amount": "cast(amount as decimal(18, 2))",
    "order_date": "cast(day as date)",
    "ordered_at": "cast(day as timestamp)",
}
RAW = """
{{ config(materialized='table') }}
select
    number, customer, amount, day,
    cast(number as string) as raw_key, cast(null as string) as quarantine_reasons,
    cast(null as string) as raw_row_json
from (
    select 1 as number, 'Ana "the 🦊" O''Hara' as customer, 10.5 as amount, '2024-02-29' as day
    union all select 2, 'Ana "the 🦊" O''Hara', 20.25, '2024-03-31'
    union all select 3, null, 5.0, '2024-03-31'
) as tickets
"""
COUNTS = """
select
    'acme' as source_system, 'tickets' as raw_table, 'orders' as entity,
    count(*) as raw_row_count, cast(sum(amount) as decimal(18, 2)) as raw_amount,
    count(*) as staged_row_count, cast(sum(amount) as decimal(18, 2)) as staged_amount,
    cast(0 as bigint) as quarantined_row_count, cast(0 as decimal(18, 2)) as quarantined_amount
from {{ ref('base_acme__tickets') }}
"""
SHOP: dict[str, Any] = {
    "shop": "acme",
    "systems": {"acme": ["orders"]},
    "time_zone": "UTC",
    "reporting_currency": "USD",
}


def orders_model(columns: dict[str, str]) -> str:
    """The SQL of acme's delivery of orders."""
    listed = ",\n    ".join(f"{value} as {name}" for name, value in columns.items())
    return f"select\n    {listed}\nfrom {{{{ ref('base_acme__tickets') }}}}\n"


@pytest.fixture
def acme(tmp_path: Path) -> Project:
    """The project with the staging folder of one more system, which delivers orders only."""
    project = copy_project(tmp_path / "project")
    project.write("models/staging/acme/base_acme__tickets.sql", RAW)
    project.write("models/staging/acme/acme__orders.sql", orders_model(ORDER))
    project.write("models/staging/acme/acme__raw_counts.sql", COUNTS)
    project.write(
        "models/staging/acme/acme__quarantined_rows.sql",
        "{{ quarantined_from('acme', ['tickets']) }}\n",
    )
    return project


def test_a_system_that_delivers_only_orders_builds_every_mart(acme: Project) -> None:
    done = acme.run("build", "--exclude-resource-type", "unit_test", variables=SHOP)
    assert done.success, messages(done)
    with duckdb.connect(str(acme.database), read_only=True) as connection:
        orders = connection.sql(
            "select order_id, customer_id is null, line_count from marts.fct_orders order by 1"
        ).fetchall()
        customers = connection.sql(
            "select customer_record_id, order_count from marts.dim_customers"
        ).fetchall()
        empty = connection.sql(
            "select (select count(*) from marts.fct_order_lines),"
            " (select count(*) from marts.dim_products), (select count(*) from marts.fct_refunds)"
        ).fetchone()
    assert orders == [("1", False, None), ("2", False, None), ("3", True, None)]
    assert customers == [('Ana "the 🦊" O\'Hara', 2)]
    assert empty == (0, 0, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"net_amount": None}, "column 'net_amount' is missing; it must be of type decimal(18,2)"),
        ({"order_date": "day"}, "column 'order_date' is varchar; cast it to date"),
        ({"shiping_amount": "1"}, "column 'shiping_amount' is not in the contract"),
    ],
)
def test_a_broken_contract_names_system_entity_and_column(
    acme: Project, change: dict[str, str | None], said: str
) -> None:
    columns = {k: v for k, v in {**ORDER, **change}.items() if v is not None}
    acme.write("models/staging/acme/acme__orders.sql", orders_model(columns))
    done = acme.run("run", "--select", "+orders", variables=SHOP)
    assert not done.success
    told = one_line(messages(done))
    assert told.startswith(f"System 'acme' breaks the contract of entity 'orders': {said}")
    assert told.endswith("(delivered by the model acme__orders).")


def test_an_order_in_another_currency_does_not_count_without_a_rate(acme: Project) -> None:
    columns = {**ORDER, "currency_code": "'EUR'"}
    acme.write("models/staging/acme/acme__orders.sql", orders_model(columns))
    for command in ("seed", "run"):
        done = acme.run(command, "--select", "+fct_orders", variables=SHOP)
        assert done.success, messages(done)
    with duckdb.connect(str(acme.database), read_only=True) as connection:
        found = connection.sql(
            "select distinct invalid_reason, is_valid, net_amount from marts.fct_orders"
        ).fetchall()
    assert found == [("no_exchange_rate", False, None)]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The settings and macros with one entity: variables are checked before any model runs."""
    root = copy_parts(
        tmp_path_factory.mktemp("bare"), ("dbt_project.yml", "profiles.yml", "macros")
    )
    project = Project(root, root / "warehouse.duckdb")
    entity = "{{ config(contract={'enforced': false}) }} select 1 as one"
    project.write("models/conformed/orders.sql", entity)
    assert project.run("run", variables=SHOP).success
    return project


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"as_of": "30/09/1997"}, "as_of is '30/09/1997'. Write a date as YYYY-MM-DD"),
        ({"as_of": "1997-02-31"}, "as_of is '1997-02-31'. Write a date as YYYY-MM-DD"),
        ({"systems": {}}, "systems must map at least one system"),
        ({"systems": {"acme": "orders"}}, "systems.acme must be a list of entities"),
        ({"systems": {"acme": ["order"]}}, "systems.acme holds 'order'. Choose among"),
        ({"reporting_currency": "euro"}, "reporting_currency is 'euro'. Write an ISO 4217 code"),
        ({"time_zone": "Paris"}, "time_zone is 'Paris'. Write an IANA name"),
        ({"discount_rate": "ten"}, "discount_rate is 'ten'. Write the rate of a year as a share"),
        ({"discount_rate": -0.1}, "discount_rate is '-0.1'. Write the rate of a year as a share"),
        ({"discount_rate": 1}, "discount_rate is '1'. Write the rate of a year as a share"),
        ({"discount_rate": None}, "discount_rate is 'None'. Write the rate of a year as a share"),
        ({"assumed_lifespan_years": 0}, "assumed_lifespan_years is '0'. Write the years"),
        ({"assumed_lifespan_years": "three"}, "assumed_lifespan_years is 'three'. Write the years"),
        ({"invalid_order_reasons": ["free"]}, "invalid_order_reasons holds 'free'. Choose among"),
    ],
)
def test_nonsense_in_a_variable_is_refused(
    bare: Project, variables: dict[str, Any], said: str
) -> None:
    done = bare.run("run", variables={**SHOP, **variables})
    assert not done.success
    assert said in messages(done)
