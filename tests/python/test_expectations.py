"""The Great Expectations suites: silent on a healthy layer, and each fault trips its check."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from later_layers import LATER_FAULTS
from layers import AS_OF, SHOP, make_layers, make_purchases

from loyalty_warehouse.data_docs import write_data_docs
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.expectations import run_layer
from loyalty_warehouse.gx_duckdb import GX_VERSION, duckdb_source, import_gx
from loyalty_warehouse.results import CheckResult, Layer
from loyalty_warehouse.settings import Shop

TILLS = Shop(name="tills", systems={"pos": ["orders"]}, file=Path("tills.yml"))
CDNOW = Shop(name="cdnow", systems={"cdnow": ["orders"]}, file=Path("cdnow.yml"))


def check(
    layer: Layer, shop: Shop, place: Path, as_of: date | None = None
) -> dict[tuple[str | None, str], CheckResult]:
    """Run a layer whose database, or raw folder, is `place`."""
    results = run_layer(layer, shop, place, place, as_of, "run")
    found = {(result.model, result.check_name): result for result in results}
    assert len(found) == len(results), "a check's name is unique within its model"
    return found


def not_passed(results: dict[tuple[str | None, str], CheckResult]) -> dict[str, str]:
    """The checks that did not pass, as 'model check' -> status."""
    return {
        f"{model} {name}": result.status
        for (model, name), result in results.items()
        if result.status != "pass"
    }


def test_healthy_layers_pass(tmp_path: Path) -> None:
    database = make_layers(tmp_path / "corner.duckdb")
    raw = make_purchases(tmp_path / "raw")
    for layer, shop, place in (
        ("raw", CDNOW, raw),
        ("conformed", SHOP, database),
        ("marts", SHOP, database),
    ):
        results = check(layer, shop, place)  # type: ignore[arg-type]
        assert results and not_passed(results) == {}
        for result in results.values():
            assert (result.run_id, result.shop, result.kind) == ("run", shop.name, "expectation")
            assert result.failures == 0 and result.threshold and result.seconds > 0
    duckdb.connect(str(database)).close()  # nothing holds the file


RAW_FAULTS = {
    "delete from purchases": {
        "row_count_is_plausible": "fail",
        "dollar_value_mean_is_plausible": "fail",
        "_line_is_mostly_unique": "fail",
    },
    "update purchases set _line = _line // 2": {"_line_is_mostly_unique": "fail"},
    "alter table purchases add column shoe_size varchar": {"no_unknown_columns": "warn"},
    "update purchases set dollar_value = 'n/a' where _line % 10 = 0": {
        "dollar_value_is_readable": "fail"
    },
    "update purchases set dollar_value = '0.00' where _line % 10 = 0": {
        "purchases_without_value_are_rare": "fail"
    },
    "update purchases set dollar_value = '1500'": {"dollar_value_mean_is_plausible": "fail"},
    "update purchases set date = '1997-01-05'": {"date_is_readable": "fail"},
    "update purchases set date = '2097' || date[5:]": {"date_is_in_the_days_of_cdnow": "fail"},
    "update purchases set customer_id = ' ' where _line < 30": {"customer_id_is_readable": "fail"},
    "update purchases set number_of_cds = '-1' where _line < 30": {
        "number_of_cds_is_plausible": "fail"
    },
}


@pytest.mark.parametrize("fault", RAW_FAULTS)
def test_raw_fault_trips_its_check(fault: str, tmp_path: Path) -> None:
    results = check("raw", CDNOW, make_purchases(tmp_path, fault))
    expected = {f"cdnow.purchases {name}": status for name, status in RAW_FAULTS[fault].items()}
    assert not_passed(results) == expected


def test_a_few_bad_raw_rows_are_left_to_quarantine(tmp_path: Path) -> None:
    raw = make_purchases(
        tmp_path,
        "update purchases set dollar_value = 'n/a', date = null where _line < 5",
        "update purchases set customer_id = null where _line = 50",
    )
    assert not_passed(check("raw", CDNOW, raw)) == {}


def test_unreadable_raw_table_is_an_error(tmp_path: Path) -> None:
    assert set(not_passed(check("raw", CDNOW, tmp_path)).values()) == {"error"}
    raw = make_purchases(tmp_path, "alter table purchases drop column dollar_value")
    results = check("raw", CDNOW, raw)
    assert results["cdnow.purchases", "expected_columns_are_there"].blocks


def landings_of_the_tills() -> list[Any]:
    """The landing contracts of a system."""
    from quality.raw_landings import landings  # late: it imports the library

    return [*landings(TILLS.systems)]


def land(raw: Path, name: str, columns: tuple[str, ...], row_count: int, filled: int) -> None:
    """A raw table `system.table` of text columns; rows after the first `filled` have nulls."""
    folder = raw.joinpath(*name.split("."))
    folder.mkdir(parents=True)
    value = f"case when row < {filled} then 'x' end"
    selected = ", ".join(f'{value} as "{column}"' for column in columns)
    query = f"select {selected} from range({row_count}) as rows (row)"
    duckdb.sql(f"copy ({query}) to '{folder}/part.parquet' (format parquet)")


def test_of_many_tables_each_gets_its_own_result(tmp_path: Path) -> None:
    healthy, empty, hollow, cut, absent = landings_of_the_tills()[:5]
    land(tmp_path, healthy.name, healthy.required, 100, 100)
    land(tmp_path, empty.name, empty.required, 0, 0)
    land(tmp_path, hollow.name, hollow.required, 100, 79)
    land(tmp_path, cut.name, cut.required[1:], 100, 100)
    results = check("raw", TILLS, tmp_path)
    assert not_passed(results) == {
        f"{empty.name} has_rows": "warn",
        f"{hollow.name} required_columns_are_filled": "fail",
        f"{cut.name} has_rows": "error",
        f"{cut.name} required_columns_are_filled": "error",
    }
    assert results[hollow.name, "required_columns_are_filled"].failures == 21
    assert results[cut.name, "required_columns_are_filled"].blocks
    assert {model for model, _ in results} == {
        each.name for each in (healthy, empty, hollow, cut)
    }, f"{absent.name} did not land"


def test_tables_that_cannot_be_read_at_all_are_errors(tmp_path: Path) -> None:
    landing = landings_of_the_tills()[0]
    land(tmp_path, landing.name, ("something_else",), 1, 1)
    results = check("raw", TILLS, tmp_path)
    assert set(not_passed(results).values()) == {"error"}


def stage(database: Path, landing: Any, fault: str = "") -> None:
    """The base model of a raw table: four good rows a day up to the last day of the layers."""
    values = {name: f"'{name} ' || row" for name in landing.required}
    values |= {
        name: f"{AS_OF}::timestamp - interval 1 day * (row // 4)"
        for name in (landing.time, landing.loaded)
        if name
    }
    columns = ", ".join(f'{value} as "{name}"' for name, value in values.items())
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema if not exists staging")
        connection.execute(
            f"create table {landing.base} as select row, {columns}, "
            "null::varchar as quarantine_reasons from range(400) as rows (row)"
        )
        connection.execute(fault.format(landing.base, **vars(landing)))


def staged_results(database: Path) -> dict[tuple[str | None, str], CheckResult]:
    """The checks of the staged tables alone: theirs are named `system.table`."""
    results = check("conformed", TILLS, database)
    return {key: result for key, result in results.items() if "." in str(key[0])}


STAGED_FAULTS = {
    "update {} set quarantine_reasons = 'in_1970' where row < 21": (
        {"few_rows_are_quarantined": "fail"},
        21,
    ),
    "update {} set quarantine_reasons = 'in_1970' where row < 20": ({}, 0),
    "update {} set {required[0]} = null where row < 3": (
        {"good_rows_have_required_columns": "fail"},
        3,
    ),
    "update {} set {required[0]} = null, quarantine_reasons = 'null_key' where row < 3": ({}, 0),
    "update {} set {loaded} = {loaded} - interval 8 day": ({"is_loaded_lately": "warn"}, 1),
    "update {} set {loaded} = {loaded} - interval 7 day": ({}, 0),
    "update {} set {time} = {time} - interval 6 day": ({"keeps_its_daily_volume": "warn"}, 1),
    "update {} set {time} = {time} - interval 5 day": ({}, 0),
}
"""What befalls one staged table, its checks that do not pass, and the rows they speak of."""


@pytest.mark.parametrize("fault", STAGED_FAULTS)
def test_a_failing_staged_table_is_named_and_no_other(fault: str, tmp_path: Path) -> None:
    database = make_layers(tmp_path / "tills.duckdb")
    *others, failing = (each for each in landings_of_the_tills() if each.is_event)
    quiet = [each for each in landings_of_the_tills() if not each.is_event]
    for landing in (*others, *quiet):
        stage(database, landing)
    stage(database, failing, fault)
    expected, failures = STAGED_FAULTS[fault]
    results = staged_results(database)
    assert not_passed(results) == {
        f"{failing.name} {name}": status for name, status in expected.items()
    }
    assert {model for model, _ in results} == {each.name for each in landings_of_the_tills()}
    for name, status in expected.items():
        result = results[failing.name, name]
        assert (result.failures, result.measured_value) == (failures, failures)
        assert result.blocks == (status == "fail")


def test_a_staged_table_that_is_gone_is_an_error_of_its_own(tmp_path: Path) -> None:
    database = make_layers(tmp_path / "tills.duckdb")
    gone, *others = landings_of_the_tills()
    for landing in others:
        stage(database, landing)
    results = staged_results(database)
    assert {model for model, name in results if results[model, name].status != "pass"} == {
        gone.name
    }
    assert {name for model, name in results if model == gone.name} == {
        "few_rows_are_quarantined",
        "good_rows_have_required_columns",
        "is_loaded_lately",
        "keeps_its_daily_volume",
    }
    assert all(
        result.blocks
        for (model, name), result in results.items()
        if model == gone.name and result.severity == "error"
    )


def test_system_without_raw_suite_is_a_warning(tmp_path: Path) -> None:
    assert not_passed(check("raw", SHOP, tmp_path)) == {"till system_has_a_raw_suite": "warn"}


CONFORMED_FAULTS = {
    "delete from conformed.stores": {"stores rows_from_till": "fail"}
    | {"stores orders_find_their_store": "warn"},
    "update conformed.orders set net_amount = 16 where order_key = 1": {
        "orders net_is_gross_less_discounts": "fail"
    },
    "update conformed.order_lines set net_amount = 9 where order_key = 1": {
        "order_lines net_is_gross_less_discounts": "fail"
    },
    "update conformed.orders set ordered_at = ordered_at + interval 3 day where order_key = 9": {
        "orders order_date_is_the_local_day_of_ordered_at": "fail"
    },
    "update conformed.orders set order_date = '1970-01-01', ordered_at = '1970-01-01' "
    "where order_key = 399": {"orders order_date_is_plausible": "fail"},
    "update conformed.orders set customer_record_id = null where order_key % 4 <> 0": {
        "orders orders_without_customer_are_a_minority": "warn"
    },
    "update conformed.orders set is_test = true where order_key % 3 = 0": {
        "orders orders_that_do_not_count_are_a_minority": "warn"
    },
    "update conformed.orders set third_party_discount_amount = 30 where order_key % 9 = 0": {
        "orders third_party_part_is_within_net": "warn"
    },
    "delete from conformed.orders where order_date > '2024-03-12' and order_key % 8 <> 0": {
        "orders last_four_weeks_have_usual_volume": "warn"
    },
    "update conformed.campaigns set end_date = '2024-01-01'": {
        "campaigns campaign_ends_after_it_starts": "fail"
    },
    "update conformed.coupons set campaign_id = 'k9'": {
        "coupons coupons_find_their_campaign": "warn"
    },
    "delete from conformed.products where product_key < 5": {
        "order_lines sold_products_are_in_the_catalogue": "warn"
    },
    "delete from conformed.refunds": {"refunds rows_from_till": "warn"},
    "delete from conformed.coupons": {"coupons rows_from_till": "warn"},
    "update conformed.refunds set refund_amount = -5": {
        "refunds refund_amount_is_positive": "fail"
    },
}


@pytest.mark.parametrize("fault", CONFORMED_FAULTS)
def test_conformed_fault_trips_its_check(fault: str, tmp_path: Path) -> None:
    database = make_layers(tmp_path / "corner.duckdb", fault)
    assert not_passed(check("conformed", SHOP, database)) == CONFORMED_FAULTS[fault]


def test_freshness_is_measured_at_as_of(tmp_path: Path) -> None:
    database = make_layers(tmp_path / "corner.duckdb")
    assert not_passed(check("conformed", SHOP, database, date(2024, 2, 29))) == {}
    stale = not_passed(check("conformed", SHOP, database, date(2024, 4, 30)))
    assert stale["orders orders_are_fresh_at_as_of"] == "warn"
    early = not_passed(check("conformed", SHOP, database, date(2023, 1, 1)))
    assert early == {"orders orders_exist_by_as_of": "fail"}


def test_a_system_that_fell_silent_is_named_stale(tmp_path: Path) -> None:
    fault = "update conformed.orders set source_system = 'web' where order_date < '2024-03-01'"
    shop = Shop(name="two", systems={"till": ["orders"], "web": ["orders"]}, file=Path("two.yml"))
    results = check("conformed", shop, make_layers(tmp_path / "two.duckdb", fault))
    assert not_passed(results) == {"orders orders_are_fresh_at_as_of": "warn"}
    assert results["orders", "orders_are_fresh_at_as_of"].failures == 1


MART_FAULTS = {
    "update marts.rfm_current set recency_score = 6 where recency_days = 3": {
        "rfm_current purchasers_have_scores_from_1_to_5": "fail"
    },
    "update marts.rfm_current set recency_score = 1 + recency_score % 5 where customer_id = 4": {
        "rfm_current equal_values_have_equal_scores": "fail"
    },
    "update marts.rfm_current set rfm_segment = 'unknown' where customer_id = 4": {
        "rfm_current segment_is_known": "fail"
    },
    "delete from marts.rfm_current where customer_id = 4": {
        "rfm_current one_row_a_row_of_dim_customers": "fail"
    },
    "update marts.fct_orders set order_date = '2024-05-01' where order_key = 4": {
        "fct_orders no_order_after_as_of": "fail"
    },
    "delete from marts.fct_orders where order_key = 4": {
        "fct_orders valid_orders_of_a_customer_count_from_one": "fail"
    },
    "update marts.fct_orders set invalid_reason = 'no_exchange_rate' where order_key = 4": {
        "fct_orders orders_have_an_exchange_rate": "warn"
    },
    "update marts.retention_periods set reactivated_customers = 9 where churned_customers = 6": {
        "retention_periods end_is_start_plus_new_plus_reactivated_less_churned": "fail"
    },
    "update marts.retention_periods set rate_strict = 1.2 where churned_customers = 6": {
        "retention_periods rate_strict_is_a_share": "fail",
        "retention_periods retained_and_churned_are_everybody": "fail",
        "retention_by_segment figures_are_possible": "fail",
    },
    "delete from marts.retention_periods where churned_customers = 4": {
        "retention_periods start_is_the_end_of_the_period_before": "fail"
    },
    "update marts.cohort_retention set retention_rate = 0.9 where month_number = 0": {
        "cohort_retention month_0_is_everybody": "fail"
    },
    "delete from marts.cohort_retention where retention_rate = 0.9": {
        "cohort_retention months_are_dense": "fail"
    },
    "update marts.clv_customers set historic_net_amount = 1 where customer_id = 4": {
        "clv_customers net_is_gross_less_discount_less_refund": "fail"
    },
    "update marts.clv_customers set customer_age_days = 1 where customer_id = 4": {
        "clv_customers first_to_last_purchase_is_within_age": "fail"
    },
    "update marts.clv_customers set is_better_than_naive = false": {
        "clv_customers predictions_beat_naive_rules": "warn"
    },
    "update marts.churn_flags set is_flagged = false where not is_computable": {
        "churn_flags flags_are_null_only_when_not_computable": "fail"
    },
    "update marts.ghost_customers set is_ghost = true": {
        "ghost_customers ghosts_know_since_when": "fail",
        "ghost_customers ghosts_are_not_everybody": "warn",
    },
    "delete from marts.ghost_customers where customer_id = 4": {
        "ghost_customers every_purchaser_is_there": "fail"
    },
    "drop table marts.fct_refunds": {
        "fct_refunds no_refund_before_its_order_or_after_as_of": "error"
    },
}


@pytest.mark.parametrize("fault", MART_FAULTS)
def test_mart_fault_trips_its_check(fault: str, tmp_path: Path) -> None:
    database = make_layers(tmp_path / "corner.duckdb", fault)
    assert not_passed(check("marts", SHOP, database)) == MART_FAULTS[fault]


@pytest.mark.parametrize("faults", LATER_FAULTS)
def test_faults_of_later_marts_trip_their_checks(faults: dict[str, str], tmp_path: Path) -> None:
    database = make_layers(tmp_path / "corner.duckdb", later_faults=faults)
    tripped = {name for names in faults.values() for name in names.split(", ")}
    assert not_passed(check("marts", SHOP, database)).keys() == tripped


def test_every_check_of_a_later_mart_is_tripped() -> None:
    from quality.later_marts import suites  # late: it imports the library

    checks = {
        f"{mart} {expectation.meta['check_name']}"
        for mart, expectations in suites().items()
        for expectation in expectations
    }
    tripped = [names for faults in LATER_FAULTS for names in faults.values()]
    assert set(", ".join(tripped).split(", ")) == checks


def test_figures_are_judged_column_by_column(tmp_path: Path) -> None:
    from quality.later_marts import FIGURES

    with duckdb.connect(str(make_layers(tmp_path / "corner.duckdb"))) as connection:
        for mart, figures in FIGURES.items():
            wrong = [f"1.01::double as {column}" for column in figures.shares]
            wrong += [f"-0.01::double as {column}" for column in (*figures.shares, *figures.sizes)]
            for column in (*figures.sizes, *figures.numbers):
                wrong += [f"'inf'::double as {column}", f"'nan'::double as {column}"]
            for columns in figures.ordered:
                for lower, higher in pairwise(columns):
                    above = "interval 1 second" if higher.endswith("_at") else "1"
                    wrong.append(f"{higher} + {above} as {lower}")
            for each in wrong:
                query = f"from (select * replace ({each}) from marts.{mart}) where "
                assert connection.execute(query + figures.broken()).fetchall(), f"{mart}: {each}"


def test_marts_must_be_of_the_asked_day(tmp_path: Path) -> None:
    database = make_layers(tmp_path / "corner.duckdb")
    assert not_passed(check("marts", SHOP, database, date(2024, 4, 9))) == {}
    assert not_passed(check("marts", SHOP, database, date(2024, 4, 8))) == {
        "rfm_current as_of_is_the_asked_day": "fail"
    }


def test_missing_or_locked_build_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="does not exist"):
        check("marts", SHOP, tmp_path / "none.duckdb")
    database = make_layers(tmp_path / "corner.duckdb")
    with duckdb.connect(str(database)), pytest.raises(WarehouseError, match="cannot be opened"):
        check("marts", SHOP, database)


def test_great_expectations_is_the_version_the_addition_was_tried_on() -> None:
    assert version("great-expectations") == GX_VERSION
    import_gx()
    import_gx()  # a second time adds nothing
    from great_expectations.execution_engine import sqlalchemy_execution_engine as engine

    assert [str(name) for name in engine._PERSISTED_CONNECTION_DIALECTS].count("duckdb") == 1


def test_great_expectations_still_needs_and_honours_the_addition() -> None:
    from great_expectations.execution_engine import sqlalchemy_execution_engine as engine
    from great_expectations.expectations import ExpectTableRowCountToBeBetween

    def passes() -> bool:
        with duckdb_source(None) as (_, source):
            asset = source.add_query_asset("numbers", query="select * from range(3)")
            batch = asset.add_batch_definition_whole_table("all").get_batch()
            return bool(batch.validate(ExpectTableRowCountToBeBetween(min_value=3)).success)

    assert passes()
    known = engine._PERSISTED_CONNECTION_DIALECTS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loyalty_warehouse.gx_duckdb.keep_duckdb_connection", lambda: None)
        patch.setattr(
            engine, "_PERSISTED_CONNECTION_DIALECTS", [d for d in known if str(d) != "duckdb"]
        )
        assert not passes(), "the addition of DuckDB is no longer needed: remove it"


def test_data_docs_open_offline_and_escape_what_they_show(tmp_path: Path) -> None:
    nasty = "<script>alert('x')</script> & \"y\""
    results = [
        CheckResult(
            run_id=nasty,
            shop=nasty,
            layer="raw",
            check_name=nasty,
            kind="dbt_test",
            model=nasty,
            severity="error",
            status="fail",
            failures=1234,
            measured_value=0.25,
            threshold=nasty,
            seconds=0.5,
            checked_at=datetime(2024, 4, 9, 12, tzinfo=UTC),
        )
    ]
    page = write_data_docs(results, tmp_path / "data_docs")
    html = page.read_text(encoding="utf-8")
    assert page == tmp_path / "data_docs" / "index.html"
    assert "<script" not in html and "&lt;script&gt;" in html
    assert not re.search(r"https?:|src=|href=|@import|url\(", html)
    assert "1,234" in html and "0.25" in html and "2024-04-09 12:00:00 UTC" in html


def test_data_docs_of_no_checks_say_so(tmp_path: Path) -> None:
    page = write_data_docs([], tmp_path / "empty.html")
    assert "No checks were run." in page.read_text(encoding="utf-8")
