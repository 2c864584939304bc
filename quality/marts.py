"""What is expected of the marts: what no single column test can see.

Every mart describes the evening of one `as_of_date`. Amounts are in the reporting currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from great_expectations.expectations import (
    ExpectColumnDistinctValuesToBeInSet,
    ExpectColumnMedianToBeBetween,
    ExpectColumnPairValuesAToBeGreaterThanB,
    ExpectColumnValuesToBeBetween,
    ExpectTableRowCountToBeBetween,
)
from great_expectations.expectations.expectation import Expectation

from quality import WARN, Batch, date_literal, later_marts, no_rows, rule, share_at_most
from quality.conformed import FRESH_DAYS, NET_REASON, NET_RULE

AS_OF = "(select max(as_of_date) from marts.rfm_current)"


def batches(systems: Mapping[str, list[str]], as_of: date | None) -> list[Batch]:
    """One batch a mart; order lines and products only where a system delivers them."""
    delivered = {entity for entities in systems.values() for entity in entities}
    rules = {
        "dim_customers": _dim_customers(),
        "fct_orders": _fct_orders(),
        "rfm_current": _rfm_current(as_of),
        "retention_periods": _retention_periods(),
        "cohort_retention": _cohort_retention(),
        "clv_customers": _clv_customers(),
        "churn_flags": _churn_flags(),
        "ghost_customers": _ghost_customers(),
    }
    if "order_lines" in delivered:
        rules["fct_order_lines"] = _fct_order_lines()
        rules["dim_products"] = [_not_empty()]
    if "stores" in delivered:
        rules["dim_stores"] = [_not_empty()]
    if "refunds" in delivered:
        rules["fct_refunds"] = _fct_refunds()
    for mart, expectations in later_marts.suites().items():
        rules[mart] = [*rules.get(mart, []), *expectations]
    return [
        Batch(mart, f"select * from marts.{mart}", expectations)
        for mart, expectations in rules.items()
    ]


def _not_empty() -> Expectation:
    return rule(
        "mart_is_not_empty",
        ExpectTableRowCountToBeBetween,
        because="BI would show an empty page.",
        min_value=1,
    )


def _same_rows_as(other: str, condition: str = "true") -> Expectation:
    return no_rows(
        f"one_row_a_row_of_{other}",
        f"select * from (select (select count(*) from {{batch}}) as rows_here, "
        f"(select count(*) from marts.{other} where {condition}) as rows_there) as counted "
        "where rows_here <> rows_there",
        because="A join that drops or multiplies customers.",
    )


def _share(name: str, column: str, because: str) -> Expectation:
    return rule(
        name,
        ExpectColumnValuesToBeBetween,
        because=because,
        column=column,
        min_value=0,
        max_value=1,
    )


def _dim_customers() -> list[Expectation]:
    return [
        _not_empty(),
        share_at_most(
            "customers_who_never_purchased_are_a_minority",
            "purchase_state = 'never_purchased'",
            0.5,
            severity=WARN,
            because="Many of them: orders do not find their customer records.",
        ),
        no_rows(
            "purchase_state_agrees_with_orders",
            "select * from {batch} where (purchase_state = 'purchased') "
            "is distinct from (order_count > 0 and first_order_date <= last_order_date)",
            because="State, count and dates tell one story.",
        ),
    ]


def _fct_orders() -> list[Expectation]:
    return [
        _not_empty(),
        no_rows("net_is_gross_less_discounts", NET_RULE, because=NET_REASON),
        no_rows(
            "no_order_after_as_of",
            f"select * from {{batch}} where order_date > {AS_OF}",
            because="What came after the evening of as_of is not known that evening.",
        ),
        no_rows(
            "orders_are_fresh_at_as_of",
            f"select * from (select max(order_date) as last_date from {{batch}}) as ends "
            f"where last_date < {AS_OF} - interval {FRESH_DAYS} day",
            severity=WARN,
            because="Recency and churn would take missing data for silent customers.",
        ),
        share_at_most(
            "orders_that_do_not_count_are_a_minority",
            "not is_valid",
            0.2,
            severity=WARN,
            because="The rule of valid orders, or a flag it reads, is wrong.",
        ),
        share_at_most(
            "orders_have_an_exchange_rate",
            "invalid_reason = 'no_exchange_rate'",
            0.001,
            severity=WARN,
            because="An order in a currency without a rate counts nowhere: turnover is missing.",
        ),
        rule(
            "refunds_stay_within_net",
            ExpectColumnPairValuesAToBeGreaterThanB,
            because="Goodwill may exceed an order, but not often.",
            severity=WARN,
            column_A="net_amount",
            column_B="refunded_amount",
            or_equal=True,
            mostly=0.98,
        ),
        no_rows(
            "valid_orders_of_a_customer_count_from_one",
            "select customer_id from {batch} where customer_order_number is not null "
            "group by customer_id having max(customer_order_number) <> count(*)",
            because="First and repeat orders are told apart by this number.",
        ),
    ]


def _fct_order_lines() -> list[Expectation]:
    return [
        _not_empty(),
        no_rows("net_is_gross_less_discounts", NET_RULE, because=NET_REASON),
    ]


def _fct_refunds() -> list[Expectation]:
    return [
        no_rows(
            "no_refund_before_its_order_or_after_as_of",
            f"select * from {{batch}} where refund_date < order_date or refund_date > {AS_OF}",
            because="A refund is booked on its own day, after the order's.",
        ),
    ]


def _rfm_current(as_of: date | None) -> list[Expectation]:
    return [
        *_asked_day(as_of),
        _same_rows_as("dim_customers"),
        no_rows(
            "purchasers_have_scores_from_1_to_5",
            "select * from {batch} where purchase_state = 'purchased' and not coalesce("
            "recency_score between 1 and 5 and frequency_score between 1 and 5 "
            "and monetary_score between 1 and 5, false)",
            because="Whoever bought has all three scores.",
        ),
        no_rows(
            "equal_values_have_equal_scores",
            "select recency_days from {batch} where recency_days is not null "
            "group by recency_days having min(recency_score) <> max(recency_score)",
            because="Customers with the same recency may not be told apart by chance.",
        ),
        no_rows(
            "segment_is_known",
            "select * from {batch} where rfm_segment not in "
            "(select segment from rules.rfm_segments) "
            "and (rfm_segment <> 'never_purchased' or purchase_state <> 'never_purchased')",
            because="Every pair of scores belongs to a segment of the rules.",
        ),
        no_rows(
            "no_segment_rules",
            "select rfm_segment from (select rfm_segment, count(*) as customers, "
            "sum(count(*)) over () as purchasers from {batch} "
            "where purchase_state = 'purchased' group by rfm_segment) as sizes "
            "where purchasers >= 100 and customers > 0.8 * purchasers",
            severity=WARN,
            because="A segment that holds nearly everyone says nothing.",
        ),
        rule(
            "monetary_amount_is_rarely_negative",
            ExpectColumnValuesToBeBetween,
            because="Refunds beyond what was bought are rare.",
            column="monetary_amount",
            min_value=0,
            mostly=0.99,
        ),
    ]


def _asked_day(as_of: date | None) -> list[Expectation]:
    if as_of is None:
        return []
    return [
        no_rows(
            "as_of_is_the_asked_day",
            f"select * from {{batch}} where as_of_date <> {date_literal(as_of)}",
            because="The marts must say the day they were asked for.",
        )
    ]


def _retention_periods() -> list[Expectation]:
    return [
        _not_empty(),
        rule(
            "grains_are_day_week_month_quarter_year",
            ExpectColumnDistinctValuesToBeInSet,
            because="Five grains are described; sums over an unknown one would be wrong.",
            column="grain",
            value_set=["day", "week", "month", "quarter", "year"],
        ),
        no_rows(
            "end_is_start_plus_new_plus_reactivated_less_churned",
            "select * from {batch} where end_customers <> start_customers + new_customers "
            "+ reactivated_customers - churned_customers",
            because="The identity of the five counts.",
        ),
        no_rows(
            "start_is_the_end_of_the_period_before",
            "select * from (select start_customers, lag(end_customers, 1, 0) over "
            "(partition by grain order by period_start_date) as end_before from {batch}) "
            "as chained where start_customers <> end_before",
            because="A missing period or a double one breaks the chain.",
        ),
        _share("rate_strict_is_a_share", "rate_strict", "Retained of those there at the start."),
        _share("churn_rate_is_a_share", "churn_rate", "Lost of those there at the start."),
        no_rows(
            "retained_and_churned_are_everybody",
            "select * from {batch} where abs(rate_strict + churn_rate - 1) > 1e-9",
            because="Who bought the period before either came back or did not.",
        ),
    ]


def _cohort_retention() -> list[Expectation]:
    return [
        _not_empty(),
        no_rows(
            "month_0_is_everybody",
            "select * from {batch} where month_number = 0 and retention_rate is distinct from 1",
            because="A cohort is who bought in its month 0.",
        ),
        _share("retention_rate_is_a_share", "retention_rate", "Active of the cohort."),
        no_rows(
            "months_are_dense",
            "select cohort_month from {batch} group by cohort_month "
            "having count(*) <> max(month_number) + 1",
            because="A month without a buyer is a zero, not a hole.",
        ),
        no_rows(
            "cohorts_hold_every_purchaser",
            "select * from (select (select sum(cohort_customers) from {batch} "
            "where month_number = 0) as in_cohorts, (select count(*) from marts.dim_customers "
            "where purchase_state = 'purchased') as purchasers) as counted "
            "where in_cohorts is distinct from purchasers",
            because="Everyone who bought has one first month.",
        ),
    ]


def _clv_customers() -> list[Expectation]:
    return [
        _same_rows_as("dim_customers"),
        rule(
            "gross_is_not_negative",
            ExpectColumnValuesToBeBetween,
            because="Prices are positive: what lowers them are discounts and refunds.",
            column="historic_gross_amount",
            min_value=0,
        ),
        no_rows(
            "net_is_gross_less_discount_less_refund",
            "select * from {batch} where historic_net_amount is distinct from "
            "historic_gross_amount - coalesce(historic_discount_amount, 0) "
            "- coalesce(historic_refund_amount, 0)",
            because="The definition of historic net, to the cent.",
        ),
        no_rows(
            "first_to_last_purchase_is_within_age",
            "select * from {batch} where first_to_last_purchase_days > customer_age_days "
            "or repeat_purchase_day_count > first_to_last_purchase_days "
            "or purchase_day_count > order_count",
            because="t_x <= T, at most one repeat a day, at most one purchase day an order.",
        ),
        no_rows(
            "predictions_beat_naive_rules",
            "select * from {batch} "
            "where prediction_state = 'predicted' and not is_better_than_naive",
            because="On the shop's own past a rule of thumb was nearer: see clv_backtest.",
            severity=WARN,
        ),
        rule(
            "average_order_value_median_is_plausible",
            ExpectColumnMedianToBeBetween,
            because="Outside of it, amounts are likely in another unit (cents, thousands).",
            severity=WARN,
            column="average_order_value",
            min_value=1,
            max_value=5000,
        ),
        no_rows(
            "formula_is_there_when_it_says_so",
            "select * from {batch} where (formula_state = 'computed') "
            "is distinct from (formula_clv_amount is not null)",
            because="A null has its reason in formula_state.",
        ),
    ]


def _churn_flags() -> list[Expectation]:
    return [
        _not_empty(),
        no_rows(
            "flags_are_null_only_when_not_computable",
            "select * from {batch} where is_computable is distinct from (is_flagged is not null)",
            because="Not computable is not the same as not flagged.",
        ),
        no_rows(
            "no_rule_flags_everybody",
            "select rule_id from {batch} where is_computable group by rule_id "
            "having count(*) >= 100 and count(*) = count(*) filter (where is_flagged)",
            severity=WARN,
            because="A rule that flags everybody tells nothing, or as_of lies past the data.",
        ),
        no_rows(
            "every_rule_sees_every_purchaser",
            "select rule_id from {batch} group by rule_id having count(*) <> "
            "(select count(*) from marts.dim_customers where purchase_state = 'purchased')",
            because="One row a purchaser and rule.",
        ),
    ]


def _ghost_customers() -> list[Expectation]:
    return [
        _not_empty(),
        no_rows(
            "ghosts_know_since_when",
            "select * from {batch} where is_ghost is distinct from (ghost_since is not null) "
            "or ghost_since > as_of_date or last_engaged_date > as_of_date",
            because="A ghost has a day it became one, after its last engagement, by as_of.",
        ),
        no_rows(
            "every_purchaser_is_there",
            "select * from (select (select count(*) from {batch}) as rows_here, "
            "(select count(*) from marts.dim_customers where purchase_state = 'purchased') "
            "as purchasers) as counted where rows_here < purchasers",
            because="Whoever bought has engaged once.",
        ),
        share_at_most(
            "ghosts_are_not_everybody",
            "is_ghost",
            0.95,
            severity=WARN,
            because="Nearly all silent for six months: data is missing, or as_of lies past it.",
        ),
    ]
