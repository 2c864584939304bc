"""The marts that stand on the core ones, made by hand on the corner shop of `layers`."""

from __future__ import annotations

LATER_MARTS = """
create table marts.rfm_history as
select
    customer_id, month_end_date, 3 as recency_score, 3 as frequency_score, 3 as monetary_score,
    '333' as rfm_code, 9::bigint as recency_days, 5::bigint as frequency,
    2::bigint as orders_6m_count, month_end_date - 9 as last_order_date
from range(40) as customers (customer_id),
    (values (date '2024-01-31'), (date '2024-02-29')) as months (month_end_date)
where customer_id < 30 or month_end_date = '2024-02-29';
create table marts.rfm_migration as
select * from (
    values
    ('month', date '2023-12-31', date '2024-01-31', 'not_yet_purchased', 'regular', 30, 1.0),
    ('month', date '2024-01-31', date '2024-02-29', 'regular', 'regular', 24, 0.8),
    ('month', date '2024-01-31', date '2024-02-29', 'regular', 'lapsed', 6, 0.2),
    ('month', date '2024-01-31', date '2024-02-29', 'not_yet_purchased', 'regular', 10, 1.0)
) as t (grain, from_date, to_date, from_segment, to_segment, customer_count, share_of_from_segment);
create table marts.retention_by_segment as
select
    'channel' as dimension, 'store' as segment, *, rate_strict as rate_brief,
    0.9::double as net_revenue_retention, period_start_date + 27 as period_end_date
from marts.retention_periods where grain = 'month';
create table marts.cohort_triangles as
select
    'month' as grain, 'overall' as dimension, 'all' as segment, month_number as period_number,
    cohort_customers, retention_rate, cohort_month as cohort_start_date,
    retention_rate is not null as is_complete_period,
    (retention_rate * cohort_customers)::bigint as active_customers,
    (retention_rate * cohort_customers)::bigint as order_count,
    (retention_rate * 99)::bigint as cumulative_order_count
from marts.cohort_retention;
create table marts.survival_curves as
select 'lifetime' as curve, 'all' as stratum, * from (
    values
    (0, 40, 4, 0.9, 0.05, 0.8, 0.96), (7, 36, 9, 0.675, 0.07, 0.5, 0.8),
    (30, 20, 0, 0.675, 0.07, 0.5, 0.8)
) as t (duration_days, at_risk, events, survival, standard_error, ci_low, ci_high);
create table marts.churn_scores as
select
    customer_id, customer_id > 0 as is_eligible,
    case when customer_id = 0 then 'customer_for_less_than_30_days' end as ineligible_reason,
    case when customer_id > 0 then 0.6::double end as p_no_order_30d,
    case when customer_id > 0 then 0.5::double end as p_no_order_60d,
    case when customer_id > 0 then 0.4::double end as p_no_order_90d,
    null::double as p_no_order_365d
from marts.dim_customers where order_count > 0;
create table marts.churn_score_backtest as
select
    model, 90 as horizon_days, period, 100 as forecast_count, 40 as churned_count,
    0.4 as base_rate, 0.7 as auc, brier_score, 0.6::double as log_loss, 1.5 as top_tenth_lift,
    case when period <> 'all' then date '2024-01-31' end as fitted_until_date,
    case when period <> 'all' then date '2024-01-31' end as month_end_date
from (values ('all_terms', 0.2), ('base_rate', 0.24)) as t (model, brier_score),
    (values ('2024-01-31'), ('all')) as p (period);
create table marts.churn_calibration as
select
    model, 90 as horizon_days, bin_number, 50 as forecast_count, 20 as churned_count,
    0.4 as mean_chance, 0.4 as churn_rate, 0.3::double as churn_low_rate, 0.5 as churn_high_rate,
    0.02 as expected_calibration_error
from (values ('all_terms'), ('base_rate')) as t (model), range(1, 3) as bins (bin_number);
create table marts.churn_rule_backtest as
select * from (
    values
    ('silent', 'all', true, null, 100, 40, 20, 10, 0.5, 0.3, 0.7, 0.25, 0.4, 1.25),
    ('complaints', 'all', false, 'tickets', null, null, null, null, null, null, null, null, null,
        null)
) as t (
    rule_id, period, is_computable, missing_entity, eligible_count, churned_count, flagged_count,
    flagged_churned_count, precision_rate, precision_low_rate, precision_high_rate, recall_rate,
    base_rate, lift
);
create table marts.ghost_reactivations as
select
    1 as customer_id, date '2023-01-01' as last_engaged_date, date '2023-07-01' as ghost_since,
    date '2023-08-01' as returned_date, date '2023-08-03' as order_date, 2 as days_to_order,
    true as has_ordered, 4 as received_30d_count, date '2024-02-05' as relapsed_date,
    date '2024-04-09' as as_of_date;
create table marts.win_back_value as
select
    customer_id, 0.1 as return_rate, 40.0::double as value_if_back_amount,
    4.0::double as expected_value_amount, 1.00::decimal(18, 2) as contact_cost_amount,
    5.00::decimal(18, 2) as redemption_cost_amount, 0.043::double as break_even_uplift
from marts.ghost_customers where is_ghost;
alter table marts.clv_customers add column p_alive double;
alter table marts.clv_customers add column spend_per_purchase_day_amount double;
alter table marts.clv_customers add column predicted_net_365d_amount double;
alter table marts.clv_customers add column discounted_12m_amount double;
alter table marts.clv_customers add column discounted_36m_amount double;
alter table marts.clv_customers add column p_no_purchase_30d double;
alter table marts.clv_customers add column p_no_purchase_90d double;
alter table marts.clv_customers add column p_no_purchase_365d double;
alter table marts.clv_customers add column expected_purchases_30d double;
alter table marts.clv_customers add column expected_purchases_90d double;
alter table marts.clv_customers add column expected_purchases_365d double;
alter table marts.clv_customers add column purchases_365d_low bigint;
alter table marts.clv_customers add column purchases_365d_high bigint;
alter table marts.clv_customers add column net_365d_low_amount double;
alter table marts.clv_customers add column net_365d_high_amount double;
update marts.clv_customers set
    p_alive = 0.8, p_no_purchase_30d = 0.7, p_no_purchase_90d = 0.5, p_no_purchase_365d = 0.3,
    expected_purchases_30d = 1, expected_purchases_90d = 2, expected_purchases_365d = 6,
    purchases_365d_low = 2, purchases_365d_high = 9, spend_per_purchase_day_amount = 17,
    predicted_net_365d_amount = 102, net_365d_low_amount = 30, net_365d_high_amount = 150,
    discounted_12m_amount = 100 - customer_id, discounted_36m_amount = 200
where prediction_state = 'predicted';
alter table marts.clv_customers add column margin_365d_low_amount double default 10;
alter table marts.clv_customers add column margin_365d_high_amount double default 50;
alter table marts.clv_customers add column lifespan_source varchar default 'observed';
alter table marts.clv_customers add column shop_lifespan_years double default 0.25;
create table marts.clv_formula as
select *, 6.8 as average_order_value, 0.9 as alive_at_horizon_share from (
    values
    ('observed', 'computed', 40, 100, 680.00, 10.0, 10.0, 6.0, 0.25, 17.0, 17.0, true),
    ('survival', 'no_end_seen', 40, 100, 680.00, 10.0, 10.0, 6.0, null, null, null, false),
    ('assumed', 'computed', 40, 100, 680.00, 10.0, 10.0, 6.0, 1.0, 68.0, 47.6, false)
) as t (
    lifespan_source, formula_state, customer_count, order_count, net_amount, relation_years,
    orders_per_relation_year, later_orders_per_relation_year, lifespan_years, formula_clv_amount,
    first_order_once_clv_amount, is_used_for_customers
);
create table marts.clv_backtest as
select
    date '2024-01-31' as described_date, 'bg_nbd' as forecast, slice_kind, slice,
    customer_count, actual_purchases, 90.0::double as predicted_purchases,
    1.5::double as purchase_rmse, 20.0::double as amount_rmse, 0.4 as top_tenth_value_share,
    1500.0::double as actual_net_amount, 1400.0::double as predicted_net_amount
from (
    values ('all', 'all', 40, 100), ('decile', '1', 20, 70), ('decile', '2', 20, 30)
) as t (slice_kind, slice, customer_count, actual_purchases);
create table marts.clv_calibration as
select * from (
    values ('no_purchase', 3, 50, 0.25, 0.22), ('purchases_interval', 1, 400, 0.8, 0.83)
) as t (measure, bin_number, customer_count, forecast_share, actual_share);
create table marts.value_segments as
select
    customer_id, rank() over (order by discounted_12m_amount desc) as value_rank,
    (value_rank - 1) / count(*) over () as place_share, discounted_12m_amount,
    discounted_36m_amount, p_no_purchase_365d
from marts.clv_customers where prediction_state = 'predicted';
create table marts.customer_profiles as
select
    customer_id, as_of_date, 0.5::double as completeness, order_count,
    (order_count * 17)::decimal(18, 2) as net_amount, dim_customers.last_order_date,
    timestamp '2024-01-01 10:00:00' as first_touch_at,
    timestamp '2024-03-01 10:00:00' as last_touch_at
from marts.dim_customers left join marts.rfm_current using (customer_id);
create table marts.household_members as
select customer_id, 1 as household_id from range(1, 3) as t (customer_id);
create table marts.households as
select 1 as household_id, 2 as customer_count, 1 as loyalty_member_count;
create table marts.consent_state as
select * from (
    values
    (1, true, timestamp '2024-01-01 10:00:00', null),
    (2, false, timestamp '2024-01-01 10:00:00', timestamp '2024-02-01 10:00:00'),
    (3, false, null, timestamp '2024-02-01 10:00:00')
) as t (customer_id, is_granted, granted_at, revoked_at);
"""

LATER_FAULTS: tuple[dict[str, str], ...] = (
    {
        "update marts.rfm_history set orders_6m_count = 6 where customer_id = 1": (
            "rfm_history figures_are_possible"
        ),
        "update marts.rfm_migration set from_date = '2024-03-05' where customer_count = 24": (
            "rfm_migration figures_are_possible"
        ),
        "update marts.retention_by_segment set churn_rate = -0.1 where churned_customers = 4": (
            "retention_by_segment figures_are_possible"
        ),
        "update marts.cohort_triangles set active_customers = 31 where period_number = 0 "
        "and cohort_customers = 30": "cohort_triangles figures_are_possible",
        "update marts.survival_curves set ci_low = 0.7 where duration_days = 7": (
            "survival_curves figures_are_possible"
        ),
        "update marts.churn_scores set p_no_order_90d = 1.01 where customer_id = 4": (
            "churn_scores figures_are_possible"
        ),
        "update marts.churn_score_backtest set log_loss = 'inf' where period = 'all'": (
            "churn_score_backtest figures_are_possible"
        ),
        "update marts.churn_calibration set churn_low_rate = 0.41 where bin_number = 1": (
            "churn_calibration figures_are_possible"
        ),
        "update marts.churn_rule_backtest set flagged_churned_count = 21": (
            "churn_rule_backtest figures_are_possible"
        ),
        "update marts.ghost_reactivations set returned_date = '2023-06-30'": (
            "ghost_reactivations figures_are_possible"
        ),
        "update marts.win_back_value set return_rate = 1.1": "win_back_value figures_are_possible",
        "update marts.clv_customers set p_no_purchase_90d = 0.2 where customer_id = 4": (
            "clv_customers figures_are_possible"
        ),
        "update marts.clv_formula set orders_per_relation_year = 1 "
        "where lifespan_source = 'survival'": "clv_formula figures_are_possible",
        "update marts.clv_backtest set purchase_rmse = 'nan' where slice = '1'": (
            "clv_backtest figures_are_possible"
        ),
        "update marts.clv_calibration set actual_share = 1.1 where bin_number = 3": (
            "clv_calibration figures_are_possible"
        ),
        "update marts.value_segments set place_share = 1.2 where value_rank = 40": (
            "value_segments figures_are_possible"
        ),
        "update marts.customer_profiles set completeness = 1.1 where customer_id = 4": (
            "customer_profiles figures_are_possible"
        ),
        "update marts.households set customer_count = 1, loyalty_member_count = 2": (
            "households households_have_two_members, "
            "households members_are_those_of_household_members"
        ),
        "update marts.consent_state set revoked_at = null where customer_id = 2": (
            "consent_state consent_ends_when_it_is_withdrawn"
        ),
    },
    {
        "update marts.rfm_history set rfm_code = '343' where customer_id = 1": (
            "rfm_history scores_are_1_to_5_and_make_the_code"
        ),
        "update marts.rfm_migration set share_of_from_segment = 0.7 where customer_count = 24": (
            "rfm_migration shares_of_a_segment_make_the_whole"
        ),
        "update marts.retention_by_segment set end_customers = 35 where churned_customers = 4": (
            "retention_by_segment segments_make_the_shop"
        ),
        "update marts.cohort_triangles set active_customers = 0, order_count = 0 "
        "where not is_complete_period": "cohort_triangles unfinished_periods_say_nothing",
        "update marts.survival_curves set survival = 0.7, at_risk = 37 where duration_days = 30": (
            "survival_curves curves_never_rise"
        ),
        "update marts.churn_scores set p_no_order_30d = 0.5 where customer_id = 0": (
            "churn_scores who_is_eligible_has_a_chance_the_others_a_reason"
        ),
        "update marts.churn_score_backtest set forecast_count = 99 "
        "where period <> 'all' and model = 'all_terms'": (
            "churn_score_backtest models_are_asked_about_the_same"
        ),
        "update marts.churn_score_backtest set fitted_until_date = '2024-02-01' "
        "where period <> 'all' and model = 'all_terms'": (
            "churn_score_backtest no_model_has_seen_what_it_forecasts"
        ),
        "update marts.churn_calibration set forecast_count = 49 where model = 'all_terms'": (
            "churn_calibration bins_hold_every_forecast"
        ),
        "update marts.churn_rule_backtest set missing_entity = 'reviews' where is_computable": (
            "churn_rule_backtest rules_that_cannot_be_computed_name_what_is_missing"
        ),
        "update marts.ghost_reactivations set has_ordered = false": (
            "ghost_reactivations orders_come_within_30_days_of_the_return"
        ),
        "delete from marts.win_back_value": "win_back_value one_row_a_ghost",
        "update marts.clv_customers set p_alive = null where customer_id = 4": (
            "clv_customers predictions_are_there_when_it_says_so"
        ),
        "update marts.clv_formula set net_amount = 690 where lifespan_source = 'observed'": (
            "clv_formula observed_is_what_customers_brought"
        ),
        "update marts.clv_backtest set customer_count = 19 where slice = '1'": (
            "clv_backtest slices_make_the_whole"
        ),
        "update marts.clv_calibration set bin_number = 4 where bin_number = 3": (
            "clv_calibration chances_lie_in_their_bin"
        ),
        "update marts.value_segments set value_rank = 41 where value_rank = 1": (
            "value_segments a_higher_rank_is_worth_more"
        ),
        "update marts.customer_profiles set order_count = 9 where customer_id = 4": (
            "customer_profiles profiles_agree_with_rfm"
        ),
    },
    {
        "delete from marts.rfm_history where customer_id < 15 and month_end_date = '2024-02-29'": (
            "rfm_history nobody_leaves_history, "
            "rfm_migration everybody_of_the_evening_came_from_somewhere"
        ),
        "update marts.cohort_triangles set cohort_customers = 40 where cohort_customers = 30": (
            "cohort_triangles months_are_those_of_cohort_retention"
        ),
        "delete from marts.churn_scores where customer_id = 4": (
            "churn_scores every_purchaser_is_there"
        ),
        "update marts.churn_score_backtest set brier_score = 0.25 where model = 'all_terms'": (
            "churn_score_backtest score_is_nearer_than_the_base_rate"
        ),
        "update marts.clv_calibration set actual_share = 0.65 where bin_number = 1": (
            "clv_calibration intervals_hold_what_they_say"
        ),
        "update marts.clv_formula set is_used_for_customers = lifespan_source = 'assumed'": (
            "clv_formula customers_use_the_row_that_says_so"
        ),
        "delete from marts.value_segments where customer_id = 4": (
            "value_segments one_row_a_predicted_customer"
        ),
        "delete from marts.customer_profiles where customer_id = 4": (
            "customer_profiles one_row_a_customer"
        ),
    },
)
"""Rounds of faults, each with the checks that it trips, 'mart check'; in a round no two meet."""
