"""A raw table is compared with its landing contract, and its rows are read as staging would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from workspace import PROJECT

from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.landed import Finding, landed_files, look_at
from loyalty_warehouse.landed_values import Values, read_values
from loyalty_warehouse.landing_contract import Expected, LandingColumn, type_family
from loyalty_warehouse.preflight import check_raw
from loyalty_warehouse.settings import Paths
from loyalty_warehouse.volume import check_volume

CONTRACT = (
    LandingColumn("id", "bigint", is_required=True, is_optional=False),
    LandingColumn("total", "decimal(18,2)", is_required=False, is_optional=False),
    LandingColumn("created_at", "timestamp", is_required=False, is_optional=False),
    LandingColumn("note", "string", is_required=False, is_optional=True),
)


def expected(paths: Paths, is_optional: bool = False) -> Expected:
    """A table of a system with a landing contract, in a folder of files."""
    relation = f"read_parquet('{paths.raw}/web/order/*.parquet', union_by_name=true)"
    return Expected("web", "order", relation, is_optional, {}, CONTRACT)


def landed(tmp_path: Path, *queries: str) -> Paths:
    """Paths whose raw folder has the table `order`, a file a query."""
    paths = Paths(tmp_path, *(tmp_path / name for name in ("raw", "cache", "build", "published")))
    for number, query in enumerate(queries):
        folder = paths.raw / "web" / "order"
        folder.mkdir(parents=True, exist_ok=True)
        duckdb.sql(query).write_parquet(str(folder / f"{number}.parquet"))
    return paths


def seen(paths: Paths, is_optional: bool = False) -> Finding:
    return look_at(paths, "web", expected(paths, is_optional), {})


GOOD = "select 1 as ID, 2.5 as total, timestamp '2024-01-01' as created_at"


def test_what_landed_as_the_contract_says_passes(tmp_path: Path) -> None:
    finding = seen(landed(tmp_path, GOOD, "select 2 as id, 'hello' as note"))
    assert not finding.sentences and not finding.left_out and not finding.new
    finding = seen(landed(tmp_path, "select '1' as id, 'x' as total, '' as created_at"))
    assert not finding.sentences and finding.left_out == ()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (
            "select 2.5 as total, '' as created_at",
            "raw/web/order/*.parquet has no column id: land it again, or correct the name in "
            "models/staging/web/base_web__order.yml.",
        ),
        (
            "select 1 as id, 2.5 as total",
            "column gone from raw/web/order/*.parquet: created_at: land it again, or correct the "
            "name in models/staging/web/base_web__order.yml, or mark it optional there.",
        ),
        (
            "select 1 as id, true as total, 7 as created_at",
            "raw/web/order/*.parquet has columns of another type (total is BOOLEAN instead of "
            "decimal(18,2); created_at is INTEGER instead of timestamp): land them as that type "
            "or as text.",
        ),
        (
            "select 1 as sku",
            "raw/web/order/*.parquet is a file of another table: it has the columns sku, and "
            "id, total, created_at are needed: land it again.",
        ),
        (
            'select 1 as "id;total;created_at"',
            "no delimiter was found in raw/web/order/*.parquet, its only column is "
            "id;total;created_at: check its quotes (one that is not closed hides the delimiters), "
            "or write delim = ';' (or what it is) into the source's read_csv(...).",
        ),
    ],
)
def test_each_breach_is_a_sentence(tmp_path: Path, query: str, says: str) -> None:
    assert seen(landed(tmp_path, query)).sentences == (says,)


def values_of(paths: Paths, contract: tuple[LandingColumn, ...]) -> Values:
    """What the first rows of the table `order` hold, by the macros of this project."""
    relation = f"read_parquet('{paths.raw}/web/order/*.parquet', union_by_name=true)"
    table = Expected("web", "order", relation, False, {}, contract, times=("created_at",))
    found = look_at(paths, "web", table, {}).found
    assert found is not None
    with duckdb.connect() as connection:
        return read_values(connection, PROJECT / "macros", table, found)


FRENCH = """
    select i::varchar as id, '1 234,' || (10 + i) as total, '31/03/2024 9:05' as created_at,
        if(i = 3, 'euro', 'EUR') as currency, 'paul@mail.example' as mail
    from range(30) as rows (i)
"""


def french(total: str, created_at: str) -> tuple[LandingColumn, ...]:
    """A contract with the formats of two columns."""
    return (
        LandingColumn("id", "bigint", True, False),
        LandingColumn("total", "decimal(18,2)", True, False, text_format=total),
        LandingColumn("created_at", "timestamp", True, False, text_format=created_at),
        LandingColumn("currency", "string", True, False),
        LandingColumn("mail", "bigint", False, False),
    )


def test_unreadable_values_are_counted_and_shown_as_a_pattern(tmp_path: Path) -> None:
    paths = landed(tmp_path, FRENCH)
    values = values_of(paths, french("", ""))
    assert values.newest is None
    found = {each.column: (each.count, each.pattern) for each in values.oddities}
    assert found == {
        "total": (30, "9 999,99"),
        "created_at": (30, "99/99/9999 9:99"),
        "currency": (1, "aaaa"),
        "mail": (30, "aaaa@aaaa.aaaaaaa"),
    }
    assert {each.column for each in values.oddities if values.stops(each)} == {
        "total",
        "created_at",
        "mail",
    }
    total, created_at, *_ = values.oddities
    assert total.sentence("30 rows") == (
        "total cannot be read as a number in 30 of 30 rows, such as 9 999,99 (write `format: "
        "decimal_comma` in the column's meta if all are written so)"
    )
    assert "`format: day_first` or month_first" in created_at.sentence("30 rows")


def test_a_format_makes_them_readable(tmp_path: Path) -> None:
    paths = landed(tmp_path, FRENCH)
    values = values_of(paths, french("decimal_comma", "day_first"))
    assert [each.column for each in values.oddities] == ["currency", "mail"]
    assert str(values.newest) == "2024-03-31 09:05:00"
    with pytest.raises(WarehouseError, match="format is 'comma': write decimal_comma, decimal_po"):
        values_of(paths, french("comma", ""))


def test_a_missing_table_is_a_breach_unless_it_is_optional(tmp_path: Path) -> None:
    paths = landed(tmp_path)
    (sentence,) = seen(paths).sentences
    assert sentence.startswith("the table is missing, nothing is at raw/web/order/*.parquet: land")
    assert seen(paths, is_optional=True).sentences == ()
    results, sentences = check_raw(paths, "web", [expected(paths)])
    assert [result.blocks for result in results] == [True]
    assert sentences == [f"web.order: {sentence}"]


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    paths = landed(tmp_path, GOOD)
    (paths.raw / "web/order/last.parquet").symlink_to(tmp_path / "nowhere.parquet")
    finding = seen(paths)
    assert finding.sentences == (
        "raw/web/order/last.parquet is a link to nothing: remove it or land the file.",
    )
    assert len(landed_files(paths, expected(paths))) == 1


def test_a_new_column_only_warns(tmp_path: Path) -> None:
    paths = landed(tmp_path, GOOD + ", 1 as colour")
    results, sentences = check_raw(paths, "web", [expected(paths)])
    assert sentences == []
    assert [(result.check_name, result.status, result.blocks) for result in results] == [
        ("lands_as_declared_web_order", "pass", False),
        ("new_column_colour_that_nothing_reads", "warn", False),
    ]


def nine_orders_published(folder: Path) -> Path:
    """A published file whose build read nine orders of the system web."""
    published = folder / "web.duckdb"
    with duckdb.connect(str(published)) as connection:
        connection.execute("create schema quality")
        connection.execute(
            "create table quality.raw_counts as"
            " select 'web' as source_system, 'order' as raw_table, 9 as raw_row_count"
        )
    return published


def test_volume_bears_a_missing_optional_table(tmp_path: Path) -> None:
    paths = landed(tmp_path)
    published = nine_orders_published(tmp_path)
    with duckdb.connect() as connection:
        missing = [expected(paths, is_optional=True)]
        assert check_volume("web", published, missing, connection) == ([], [])
        landed(tmp_path, GOOD)
        (result,) = check_volume("web", published, [expected(paths)], connection)[0]
    assert result.status == "fail" and result.measured_value == 1


def test_volume_counts_the_rows_of_databases_too(tmp_path: Path) -> None:
    paths = landed(tmp_path)
    published = nine_orders_published(tmp_path)
    relation = '"lake"."web"."order"'
    table = replace(expected(paths), is_file=False, relation=relation, database="lake")
    with duckdb.connect() as connection:
        assert check_volume("web", published, [table], connection) == ([], [])
        connection.execute("attach ':memory:' as lake; create schema lake.web")
        connection.execute(f"create table {relation} as select * from range(4)")
        (result,), (sentence,) = check_volume("web", published, [table], connection)
        assert result.blocks and result.measured_value == 4
        assert sentence.startswith("web.order: holds 4 rows, the published build was made from 9")
        connection.execute(f"insert into {relation} values (4)")
        (result,), sentences = check_volume("web", published, [table], connection)
        assert result.status == "pass" and sentences == []


@pytest.mark.parametrize(
    ("landed_type", "family"),
    [
        ("VARCHAR", "text"),
        ("DECIMAL(18,3)", "decimal"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp"),
        ("TIMESTAMP_NS", "timestamp"),
        ("UBIGINT", "integer"),
        ("DOUBLE[]", "list"),
        ('"NULL"', "null"),
        ("STRUCT(a INTEGER)", "struct"),
    ],
)
def test_type_families(landed_type: str, family: str) -> None:
    assert type_family(landed_type) == family
