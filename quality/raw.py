"""What is expected of raw files before anything is built from them.

Staging quarantines bad rows one by one and says why, so a few bad rows are not an error here.
These rules stop a run when a table as a whole cannot be right: empty, cut off, another schema,
another unit, a column that no longer parses. The limit is one row in twenty (`MOSTLY`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from great_expectations.expectations import (
    ExpectColumnMeanToBeBetween,
    ExpectColumnPairValuesAToBeGreaterThanB,
    ExpectColumnProportionOfUniqueValuesToBeBetween,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeInSet,
    ExpectColumnValuesToNotBeNull,
    ExpectTableColumnsToMatchSet,
    ExpectTableRowCountToBeBetween,
)
from great_expectations.expectations.expectation import Expectation

from quality import WARN, Batch, raw_landings, rule, share_at_most

MOSTLY = 0.95


@dataclass(frozen=True)
class RawTable:
    """What is expected of one raw table.

    `reads` maps a column to the SQL that reads its text as a number or a date: null where it
    does not parse, so that one bad value never stops the check. `optional` tables may be absent.
    """

    columns: tuple[str, ...]
    reads: Mapping[str, str] = field(default_factory=dict)
    expectations: tuple[Expectation, ...] = ()
    max_rows: int = 1_000_000
    optional: bool = False


def _numbers(*columns: str) -> dict[str, str]:
    return {column: f"try_cast({column} as double)" for column in columns}


def _timestamps(*columns: str) -> dict[str, str]:
    return {column: f"try_cast({column} as timestamp)" for column in columns}


def _filled(*columns: str) -> tuple[Expectation, ...]:
    return tuple(
        rule(
            f"{column}_is_readable",
            ExpectColumnValuesToNotBeNull,
            because="A column that is null or does not parse in many rows is a broken export.",
            column=column,
            mostly=MOSTLY,
        )
        for column in columns
    )


def _mostly_unique(*columns: str) -> tuple[Expectation, ...]:
    return tuple(
        rule(
            f"{column}_is_mostly_unique",
            ExpectColumnProportionOfUniqueValuesToBeBetween,
            because="A file landed twice repeats its keys; staging would quarantine half of it.",
            column=column,
            min_value=MOSTLY,
        )
        for column in columns
    )


def _in_set(column: str, *values: str) -> Expectation:
    return rule(
        f"{column}_is_known",
        ExpectColumnValuesToBeInSet,
        because="A new code means that the source changed: look before you trust its groups.",
        severity=WARN,
        column=column,
        value_set=list(values),
    )


def _between(
    name: str, column: str, low: float | str | None, high: float | str | None, because: str
) -> Expectation:
    return rule(
        name,
        ExpectColumnValuesToBeBetween,
        because=because,
        column=column,
        min_value=low,
        max_value=high,
        mostly=MOSTLY,
    )


def _mean(column: str, low: float, high: float, because: str) -> Expectation:
    return rule(
        f"{column}_mean_is_plausible",
        ExpectColumnMeanToBeBetween,
        because=because,
        column=column,
        min_value=low,
        max_value=high,
    )


def _cdnow(*id_columns: str) -> RawTable:
    """The CDNOW log (69,659 rows) or its 1/10 sample; columns are text as in the file."""
    return RawTable(
        columns=("_line", *id_columns, "date", "number_of_cds", "dollar_value"),
        reads={
            "customer_id": "nullif(trim(customer_id), '')",
            "date": "try_strptime(trim(date), '%Y%m%d')",
            **_numbers("number_of_cds", "dollar_value"),
        },
        expectations=(
            *_mostly_unique("_line"),
            *_filled("customer_id", "date", "number_of_cds", "dollar_value"),
            _between(
                "date_is_in_the_days_of_cdnow",
                "date",
                "1994-01-01",
                "2000-12-31",
                "The shop opened in 1994; the log covers January 1997 to June 1998.",
            ),
            _between(
                "number_of_cds_is_plausible",
                "number_of_cds",
                1,
                100,
                "The largest purchase has 99 CDs.",
            ),
            _between(
                "dollar_value_is_plausible",
                "dollar_value",
                0,
                2000,
                "The largest value is 1,286.01.",
            ),
            _mean("dollar_value", 5, 250, "The mean is 35.89: far off it, the unit changed."),
            share_at_most(
                "purchases_without_value_are_rare",
                "dollar_value = 0",
                0.05,
                because="80 of 69,659 purchases have value 0; many would be a failed export.",
            ),
        ),
    )


TRANSACTIONS = RawTable(
    columns=(
        "household_id",
        "store_id",
        "basket_id",
        "product_id",
        "quantity",
        "sales_value",
        "retail_disc",
        "coupon_disc",
        "coupon_match_disc",
        "week",
        "transaction_timestamp",
    ),
    reads={
        **_numbers("quantity", "sales_value", "retail_disc", "coupon_disc", "coupon_match_disc"),
        **_timestamps("transaction_timestamp"),
    },
    expectations=(
        *_filled("household_id", "store_id", "basket_id", "product_id", "quantity"),
        *_filled("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc"),
        *_filled("transaction_timestamp"),
        _between(
            "transaction_timestamp_is_in_the_year_of_the_study",
            "transaction_timestamp",
            "2016-12-31",
            "2018-01-02",
            "The study covers 2017; its last baskets are on 2018-01-01 in UTC.",
        ),
        _between("sales_value_is_plausible", "sales_value", 0, 1000, "The largest line is 840."),
        _mean("sales_value", 0.5, 50, "The mean line is 3.13 dollars: far off it, a unit changed."),
        share_at_most(
            "lines_without_value_are_rare",
            "sales_value = 0",
            0.05,
            because="11,226 of 1,469,307 lines have value 0; many would be a failed export.",
        ),
        share_at_most(
            "lines_without_quantity_are_rare",
            "quantity = 0",
            0.05,
            because="8,869 of 1,469,307 lines have quantity 0; many would be a failed export.",
        ),
        share_at_most(
            "discounts_are_positive_numbers",
            "retail_disc < 0 or coupon_disc < 0 or coupon_match_disc < 0",
            0.05,
            because="Other editions of this data carry discounts as negative numbers.",
        ),
        share_at_most(
            "retail_discounts_do_not_rule",
            "retail_disc > 0",
            0.8,
            severity=WARN,
            because="Half of the lines carry a loyalty discount.",
        ),
        rule(
            "matched_coupon_is_within_coupon",
            ExpectColumnPairValuesAToBeGreaterThanB,
            because="The retailer doubles a coupon at most: it matches what the coupon gives.",
            column_A="coupon_disc",
            column_B="coupon_match_disc",
            or_equal=True,
            mostly=MOSTLY,
        ),
        rule(
            "baskets_hold_several_lines",
            ExpectColumnProportionOfUniqueValuesToBeBetween,
            because="A basket has 9.4 lines on average: one a line means that baskets broke up.",
            severity=WARN,
            column="basket_id",
            max_value=0.7,
        ),
    ),
    max_rows=100_000_000,
)

DEMOGRAPHICS = RawTable(
    columns=(
        "household_id",
        "age",
        "income",
        "home_ownership",
        "marital_status",
        "household_size",
        "household_comp",
        "kids_count",
    ),
    expectations=(
        *_filled("household_id"),
        *_mostly_unique("household_id"),
        _in_set("age", "19-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    ),
)

PRODUCTS = RawTable(
    columns=(
        "product_id",
        "manufacturer_id",
        "department",
        "brand",
        "product_category",
        "product_type",
        "package_size",
    ),
    expectations=(
        *_filled("product_id", "department"),
        *_mostly_unique("product_id"),
        _in_set("brand", "National", "Private"),
    ),
)

CAMPAIGN_DESCRIPTIONS = RawTable(
    columns=("campaign_id", "campaign_type", "start_date", "end_date"),
    reads=_timestamps("start_date", "end_date"),
    expectations=(
        *_filled("campaign_id", "start_date", "end_date"),
        *_mostly_unique("campaign_id"),
        _in_set("campaign_type", "Type A", "Type B", "Type C"),
        rule(
            "campaign_ends_after_it_starts",
            ExpectColumnPairValuesAToBeGreaterThanB,
            because="Swapped columns would turn every window around.",
            column_A="end_date",
            column_B="start_date",
            or_equal=True,
            mostly=MOSTLY,
        ),
    ),
)

CAMPAIGN_SENDS = RawTable(
    columns=("campaign_id", "household_id"),
    expectations=_filled("campaign_id", "household_id"),
)

COUPONS = RawTable(
    columns=("coupon_upc", "product_id", "campaign_id"),
    expectations=_filled("coupon_upc", "product_id", "campaign_id"),
    max_rows=10_000_000,
)

COUPON_REDEMPTIONS = RawTable(
    columns=("household_id", "coupon_upc", "campaign_id", "redemption_date"),
    reads=_timestamps("redemption_date"),
    expectations=(
        *_filled("household_id", "coupon_upc", "redemption_date"),
        _between(
            "redemption_date_is_in_the_year_of_the_study",
            "redemption_date",
            "2016-12-31",
            "2018-01-02",
            "The study covers 2017.",
        ),
    ),
)

PROMOTIONS = RawTable(
    columns=("product_id", "store_id", "display_location", "mailer_location", "week"),
    max_rows=1_000_000_000,
    optional=True,
)

TABLES: dict[str, dict[str, RawTable]] = {
    "cdnow": {"purchases": _cdnow("customer_id")},
    "cdnow_sample": {"purchases": _cdnow("master_customer_id", "customer_id")},
    "complete_journey": {
        "transactions": TRANSACTIONS,
        "demographics": DEMOGRAPHICS,
        "products": PRODUCTS,
        "campaign_descriptions": CAMPAIGN_DESCRIPTIONS,
        "campaigns": CAMPAIGN_SENDS,
        "coupons": COUPONS,
        "coupon_redemptions": COUPON_REDEMPTIONS,
        "promotions": PROMOTIONS,
    },
}


def batches(systems: Mapping[str, list[str]], raw_path: Path) -> list[Batch]:
    """One batch a raw table of the systems.

    Systems without a suite here are judged by their landing contracts, if they have any. An
    optional table that did not land is left out.
    """
    found = raw_landings.batches((name for name in systems if name not in TABLES), raw_path)
    for system in systems:
        for table, expected in TABLES.get(system, {}).items():
            file = raw_path / system / f"{table}.parquet"
            if not expected.optional or file.exists():
                rules = [*_landed_rules(expected), *expected.expectations]
                found.append(Batch(f"{system}.{table}", _query(file, expected), rules))
    return found


def _query(file: Path, expected: RawTable) -> str:
    path = str(file).replace("'", "''")
    reads = ", ".join(f"{sql} as {column}" for column, sql in expected.reads.items())
    columns = f"* replace ({reads})" if reads else "*"
    return f"select {columns} from read_parquet('{path}')"


def _landed_rules(expected: RawTable) -> list[Expectation]:
    return [
        rule(
            "row_count_is_plausible",
            ExpectTableRowCountToBeBetween,
            because="An empty table is a failed load, a huge one was landed again and again.",
            min_value=1,
            max_value=expected.max_rows,
        ),
        rule(
            "expected_columns_are_there",
            ExpectTableColumnsToMatchSet,
            because="Staging reads these columns.",
            column_set=list(expected.columns),
            exact_match=False,
        ),
        rule(
            "no_unknown_columns",
            ExpectTableColumnsToMatchSet,
            because="A new column is harmless but should be looked at: the source changed.",
            severity=WARN,
            column_set=list(expected.columns),
            exact_match=True,
        ),
    ]
