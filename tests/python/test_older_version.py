"""A table that another version built is told of in a sentence, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from one_model import one_model_project
from spark.dbt_runs import Engine
from workspace import rows

from loyalty_warehouse.dbt_messages import one_line

MODEL = """{{ config(**materialized_by_key('letter_key')) }}

with told as (
    select
        cast(1 as bigint) as letter_key,
        cast(20 as bigint) as weight,
        cast(3 as bigint) as pages
)

{{ changed_rows('told', 'letter_key') }}
"""
COLUMNS = """version: 2
models:
- name: letters
  columns:
  - {name: letter_key, data_type: bigint}
  - {name: weight, data_type: bigint}
  - {name: pages, data_type: bigint}
"""
VARIABLES = ("--vars", '{"shop": "letters", "systems": {"toy": []}}')


def test_a_column_that_the_older_version_had_not(tmp_path: Path) -> None:
    project = one_model_project(tmp_path / "project", "letters", MODEL)
    (project / "models/intermediate/letters.yml").write_text(COLUMNS)
    file = tmp_path / "letters.duckdb"
    engine = Engine("duckdb", tmp_path / "dbt", {"WAREHOUSE_DUCKDB_PATH": str(file)}, project)
    engine.invoke("run", *VARIABLES)
    engine.invoke("run", *VARIABLES)
    with duckdb.connect(str(file)) as connection:
        connection.execute("alter table intermediate.letters drop column weight")
    with pytest.raises(AssertionError) as refused:
        engine.invoke("run", *VARIABLES)
    assert one_line(str(refused.value).split("error: ", 1)[1]) == (
        "Table 'letters' was built by an older version, without 'weight'. "
        "Build everything anew: dbt build --full-refresh."
    )
    assert rows(file, "from intermediate.letters") == [(1, 3)]
    engine.invoke("run", "--full-refresh", *VARIABLES)
    assert rows(file, "from intermediate.letters") == [(1, 20, 3)]
