"""What is expected of the marts that stand on the core ones: RFM over time, retention, chances.

Most of it is one rule of many columns: a chance or a share lies in 0 to 1, an amount is a number,
an interval has its ends in order. `Figures` says of which columns; the rest are rules of one mart.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from great_expectations.expectations.expectation import Expectation

from quality import WARN, no_rows

PURCHASERS = "(select count(*) from marts.dim_customers where purchase_state = 'purchased')"


@dataclass(frozen=True)
class Figures:
    """Columns of a mart that may be null, by what their values can be.

    Attributes:
        shares: 0 to 1.
        sizes: finite, not below 0.
        numbers: finite.
        ordered: columns of which none is greater than the next.
    """

    shares: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ordered: tuple[tuple[str, ...], ...] = ()

    def broken(self) -> str:
        """The condition of a row that has a value which cannot be."""
        finite = (*self.sizes, *self.numbers)
        return " or ".join(
            [
                *(f"not {column} between 0 and 1" for column in self.shares),
                *(f"not isfinite(cast({column} as double))" for column in finite),
                *(f"{column} < 0" for column in self.sizes),
                *(
                    f"{lower} > {higher}"
                    for columns in self.ordered
                    for lower, higher in pairwise(columns)
                ),
            ]
        )


def _horizons(name: str, *days: int) -> tuple[str, ...]:
    return tuple(name.format(length) for length in days)


FIGURES = {
    "rfm_history": Figures(
        sizes=("recency_days", "orders_6m_count"),
        ordered=(("orders_6m_count", "frequency"), ("last_order_date", "month_end_date")),
    ),
    "rfm_migration": Figures(
        shares=("share_of_from_segment",), ordered=(("from_date", "to_date"),)
    ),
    "retention_by_segment": Figures(
        shares=("rate_strict", "churn_rate"),
        sizes=("rate_brief",),
        numbers=("net_revenue_retention",),
        ordered=(("rate_strict", "rate_brief"), ("period_start_date", "period_end_date")),
    ),
    "cohort_triangles": Figures(
        shares=("retention_rate",),
        ordered=(
            ("active_customers", "cohort_customers"),
            ("active_customers", "order_count", "cumulative_order_count"),
        ),
    ),
    "survival_curves": Figures(
        shares=("survival",),
        sizes=("standard_error",),
        ordered=(("ci_low", "survival", "ci_high"), ("events", "at_risk")),
    ),
    "churn_scores": Figures(shares=_horizons("p_no_order_{}d", 30, 60, 90, 365)),
    "churn_score_backtest": Figures(
        shares=("base_rate", "brier_score", "auc"),
        sizes=("log_loss", "top_tenth_lift"),
        ordered=(("churned_count", "forecast_count"),),
    ),
    "churn_calibration": Figures(
        shares=("mean_chance", "expected_calibration_error"),
        ordered=(("churn_low_rate", "churn_rate", "churn_high_rate"),),
    ),
    "churn_rule_backtest": Figures(
        shares=("recall_rate", "base_rate"),
        sizes=("lift",),
        ordered=(
            ("flagged_churned_count", "churned_count", "eligible_count"),
            ("flagged_churned_count", "flagged_count", "eligible_count"),
            ("precision_low_rate", "precision_rate", "precision_high_rate"),
        ),
    ),
    "ghost_reactivations": Figures(
        sizes=("days_to_order", "received_30d_count"),
        ordered=(
            ("last_engaged_date", "ghost_since", "returned_date", "as_of_date"),
            ("returned_date", "order_date", "as_of_date"),
            ("returned_date", "relapsed_date", "as_of_date"),
        ),
    ),
    "win_back_value": Figures(
        shares=("return_rate",),
        sizes=("contact_cost_amount", "redemption_cost_amount"),
        numbers=("value_if_back_amount", "expected_value_amount", "break_even_uplift"),
    ),
    "clv_customers": Figures(
        shares=("p_alive", *_horizons("p_no_purchase_{}d", 30, 90, 365)),
        sizes=("spend_per_purchase_day_amount", "predicted_net_365d_amount"),
        numbers=("discounted_12m_amount", "discounted_36m_amount"),
        ordered=(
            _horizons("p_no_purchase_{}d", 365, 90, 30),
            _horizons("expected_purchases_{}d", 30, 90, 365),
            ("purchases_365d_low", "purchases_365d_high"),
            ("net_365d_low_amount", "net_365d_high_amount"),
            ("margin_365d_low_amount", "margin_365d_high_amount"),
        ),
    ),
    "clv_formula": Figures(
        shares=("alive_at_horizon_share",),
        sizes=("relation_years", "orders_per_relation_year", "lifespan_years"),
        numbers=("average_order_value", "formula_clv_amount", "first_order_once_clv_amount"),
        ordered=(
            ("customer_count", "order_count"),
            ("later_orders_per_relation_year", "orders_per_relation_year"),
        ),
    ),
    "clv_backtest": Figures(
        shares=("top_tenth_value_share",),
        sizes=("predicted_purchases", "purchase_rmse", "amount_rmse"),
        numbers=("actual_net_amount", "predicted_net_amount"),
    ),
    "clv_calibration": Figures(shares=("forecast_share", "actual_share")),
    "value_segments": Figures(
        shares=("place_share", "p_no_purchase_365d"),
        numbers=("discounted_12m_amount", "discounted_36m_amount"),
    ),
    "customer_profiles": Figures(
        shares=("completeness",),
        ordered=(("first_touch_at", "last_touch_at"), ("last_order_date", "as_of_date")),
    ),
}
"""The marts and the columns that one rule looks at."""


def suites() -> dict[str, list[Expectation]]:
    """Mart -> what is expected of it besides what `marts` expects."""
    found = {mart: [_possible(figures)] for mart, figures in FIGURES.items()}
    for mart, rules in _rules().items():
        found.setdefault(mart, []).extend(rules)
    return found


def _possible(figures: Figures) -> Expectation:
    return no_rows(
        "figures_are_possible",
        f"select * from {{batch}} where {figures.broken()}",
        because="Chances and shares lie in 0 to 1, amounts are numbers, intervals in order.",
    )


def _as_many(name: str, here: str, there: str, because: str) -> Expectation:
    """The rule that two counts, or sums, of the batch and of another mart agree."""
    return no_rows(
        name,
        f"select * from (select (select {here} from {{batch}}) as here, {there} as there) "
        "as counted where here is distinct from there",
        because=because,
    )


def _rules() -> dict[str, list[Expectation]]:
    return {**_of_rfm(), **_of_retention(), **_of_churn(), **_of_value(), **_of_people()}


def _of_rfm() -> dict[str, list[Expectation]]:
    return {
        "rfm_history": [
            no_rows(
                "nobody_leaves_history",
                "select * from (select count(*) as customers, lag(count(*)) over "
                "(order by month_end_date) as customers_before from {batch} "
                "group by month_end_date) as months where customers < customers_before",
                because="Who bought once has a row at every later month's end.",
            ),
            no_rows(
                "scores_are_1_to_5_and_make_the_code",
                "select * from {batch} where not (recency_score between 1 and 5 "
                "and frequency_score between 1 and 5 and monetary_score between 1 and 5) "
                "or rfm_code <> concat(recency_score, frequency_score, monetary_score)",
                because="Whoever bought by then has three scores.",
            ),
        ],
        "rfm_migration": [
            no_rows(
                "shares_of_a_segment_make_the_whole",
                "select grain, to_date, from_segment from {batch} group by all "
                "having abs(sum(share_of_from_segment) - 1) > 1e-9",
                because="Everybody who was in a segment is in one a period later.",
            ),
            no_rows(
                "everybody_of_the_evening_came_from_somewhere",
                "select to_date from {batch} group by grain, to_date having sum(customer_count) "
                "<> (select count(*) from marts.rfm_history where month_end_date = to_date)",
                because="Migration moves the customers of rfm_history, none more or less.",
            ),
        ],
    }


def _of_retention() -> dict[str, list[Expectation]]:
    return {
        "retention_by_segment": [
            no_rows(
                "segments_make_the_shop",
                "select parts.* from (select grain, dimension, period_start_date, "
                "sum(start_customers) as started, sum(end_customers) as ended "
                "from {batch} group by all) as parts inner join marts.retention_periods as whole "
                "using (grain, period_start_date) "
                "where started <> start_customers or ended <> end_customers",
                because="Every customer of a period is in one segment of each dimension.",
            )
        ],
        "cohort_triangles": [
            no_rows(
                "unfinished_periods_say_nothing",
                "select * from {batch} where is_complete_period "
                "is distinct from (active_customers is not null)",
                because="A period that is not over is null, not zero.",
            ),
            no_rows(
                "months_are_those_of_cohort_retention",
                "select cohorts.* from (select * from {batch} where grain = 'month' "
                "and dimension = 'overall') as triangle "
                "full join marts.cohort_retention as cohorts "
                "on triangle.cohort_start_date = cohorts.cohort_month "
                "and triangle.period_number = cohorts.month_number "
                "where triangle.cohort_customers is distinct from cohorts.cohort_customers "
                "or triangle.retention_rate is distinct from cohorts.retention_rate",
                because="Two marts tell the same triangle.",
            ),
        ],
        "survival_curves": [
            no_rows(
                "curves_never_rise",
                "select * from (select survival, at_risk, lag(survival, 1, 1) over curves "
                "as survival_before, lag(at_risk) over curves as at_risk_before from {batch} "
                "window curves as (partition by curve, stratum order by duration_days)) as steps "
                "where survival > survival_before + 1e-9 or at_risk > at_risk_before",
                because="Nobody comes back into a curve.",
            )
        ],
    }


def _of_churn() -> dict[str, list[Expectation]]:
    chances = ", ".join(FIGURES["churn_scores"].shares)
    return {
        "churn_scores": [
            no_rows(
                "who_is_eligible_has_a_chance_the_others_a_reason",
                "select * from {batch} "
                f"where is_eligible is distinct from (coalesce({chances}) is not null) "
                "or is_eligible is distinct from (ineligible_reason is null)",
                because="No number without enough history, and no silence without its reason.",
            ),
            _as_many("every_purchaser_is_there", "count(*)", PURCHASERS, "One row a purchaser."),
        ],
        "churn_score_backtest": [
            no_rows(
                "models_are_asked_about_the_same",
                "select horizon_days, period from {batch} group by all "
                "having min(forecast_count) <> max(forecast_count) "
                "or min(churned_count) <> max(churned_count)",
                because="Errors compare only over the same customers and evenings.",
            ),
            no_rows(
                "score_is_nearer_than_the_base_rate",
                "select horizon_days from {batch} where period = 'all' group by horizon_days "
                "having min(brier_score) filter (where model = 'all_terms') "
                "> min(brier_score) filter (where model = 'base_rate')",
                severity=WARN,
                because="A score that is further off than one number for everybody says nothing.",
            ),
            no_rows(
                "no_model_has_seen_what_it_forecasts",
                "select * from {batch} where period <> 'all' "
                "and coalesce(fitted_until_date > month_end_date, true)",
                because="A forecast by a fit that knows what came is none.",
            ),
        ],
        "churn_calibration": [
            no_rows(
                "bins_hold_every_forecast",
                "select * from (select model, horizon_days, sum(forecast_count) as forecasts, "
                "sum(churned_count) as churned from {batch} group by all) as bins "
                "full join (select * from marts.churn_score_backtest where period = 'all' "
                "and forecast_count > 0) as judged using (model, horizon_days) "
                "where forecasts is distinct from forecast_count "
                "or churned is distinct from churned_count",
                because="A forecast in no bin would not count against the score.",
            )
        ],
        "churn_rule_backtest": [
            no_rows(
                "rules_that_cannot_be_computed_name_what_is_missing",
                "select * from {batch} where is_computable is distinct from "
                "(missing_entity is null) or (not is_computable and eligible_count > 0)",
                because="A rule without its data must not look like one that flags nobody.",
            )
        ],
        "ghost_reactivations": [
            no_rows(
                "orders_come_within_30_days_of_the_return",
                "select * from {batch} where days_to_order > 30 "
                "or (order_date is not null) <> coalesce(has_ordered, false)",
                because="A later order is not what the return brought.",
            )
        ],
        "win_back_value": [
            _as_many(
                "one_row_a_ghost",
                "count(*)",
                "(select count(*) from marts.ghost_customers where is_ghost)",
                "Every ghost has a value, and nobody else.",
            )
        ],
    }


def _of_value() -> dict[str, list[Expectation]]:
    return {
        "clv_customers": [
            no_rows(
                "predictions_are_there_when_it_says_so",
                "select * from {batch} where (prediction_state = 'predicted') is distinct from "
                "(p_alive is not null) or (p_alive is null) <> (expected_purchases_365d is null)",
                because="A null has its reason in prediction_state.",
            )
        ],
        "clv_formula": [
            no_rows(
                "observed_is_what_customers_brought",
                "select * from {batch} where lifespan_source = 'observed' "
                "and formula_state = 'computed' "
                "and not abs(formula_clv_amount * customer_count - net_amount) "
                "< 0.005 + 1e-12 * net_amount",
                because="In one time the three factors make the mean of what was brought.",
            ),
            no_rows(
                "customers_use_the_row_that_says_so",
                "select * from marts.clv_customers as customers left join {batch} as formula "
                "on is_used_for_customers where customers.lifespan_source is distinct from "
                "formula.lifespan_source or shop_lifespan_years <> lifespan_years",
                because="Two marts tell the same factors of the shop.",
            ),
        ],
        "clv_backtest": [
            no_rows(
                "slices_make_the_whole",
                "select * from (select described_date, forecast, slice_kind, "
                "sum(customer_count) as customers, sum(actual_purchases) as bought "
                "from {batch} group by all) as slices inner join (select described_date, forecast, "
                "customer_count, actual_purchases from {batch} where slice_kind = 'all') as whole "
                "using (described_date, forecast) "
                "where customers <> customer_count or bought <> actual_purchases",
                because="Every forecast is in one cohort and one tenth.",
            )
        ],
        "clv_calibration": [
            no_rows(
                "chances_lie_in_their_bin",
                "select * from {batch} where measure = 'no_purchase' "
                "and not forecast_share between (bin_number - 1) / 10.0 - 1e-9 "
                "and bin_number / 10.0 + 1e-9",
                because="The mean of chances between .2 and .3 is between .2 and .3.",
            ),
            no_rows(
                "intervals_hold_what_they_say",
                "select * from {batch} where contains(measure, 'interval') "
                "and abs(actual_share - forecast_share) > 0.1 + 2 * sqrt(0.16 / customer_count)",
                severity=WARN,
                because="Those of clv_customers are too narrow, or too wide, for this shop.",
            ),
        ],
        "value_segments": [
            _as_many(
                "one_row_a_predicted_customer",
                "count(*)",
                "(select count(*) from marts.clv_customers where prediction_state = 'predicted' "
                "and discounted_12m_amount is not null)",
                "Who is predicted has a segment, and nobody else.",
            ),
            no_rows(
                "a_higher_rank_is_worth_more",
                "select * from (select discounted_12m_amount as amount, lag(discounted_12m_amount) "
                "over (order by value_rank) as amount_before from {batch}) as ranks "
                "where amount > amount_before",
                because="Segments are cut by this rank.",
            ),
        ],
    }


def _of_people() -> dict[str, list[Expectation]]:
    return {
        "customer_profiles": [
            _as_many(
                "one_row_a_customer",
                "count(*)",
                "(select count(*) from marts.dim_customers)",
                "A join that drops or multiplies customers.",
            ),
            no_rows(
                "profiles_agree_with_rfm",
                "select rfm.customer_id from {batch} as profiles inner join marts.rfm_current "
                "as rfm using (customer_id) where profiles.net_amount <> rfm.monetary_amount "
                "or profiles.order_count <> rfm.frequency",
                because="Two pages on one customer tell the same.",
            ),
        ],
        "households": [
            no_rows(
                "households_have_two_members",
                "select * from {batch} where customer_count < 2 "
                "or loyalty_member_count > customer_count",
                because="One customer is no household.",
            ),
            _as_many(
                "members_are_those_of_household_members",
                "coalesce(sum(customer_count), 0)",
                "(select count(*) from marts.household_members)",
                "A member without a household, or twice in one.",
            ),
        ],
        "consent_state": [
            no_rows(
                "consent_ends_when_it_is_withdrawn",
                "select * from {batch} where is_granted is distinct from (revoked_at is null) "
                "or (is_granted and granted_at is null) or granted_at > revoked_at",
                because="Who may be written to is read from these three columns.",
            )
        ],
    }
