-- How far the forecasts of earlier evenings were from what came: of all, by year of the first order, and by
-- tenth of the predicted purchases, the highest first.
with summed as (
    select
        described_date,
        horizon_days,
        forecast,
        slice_kind,
        slice,
        count(*) as customer_count,
        sum(actual_purchases) as actual_purchases,
        sum(predicted_purchases) as predicted_purchases,
        avg(power(predicted_purchases - actual_purchases, 2)) as purchase_error,
        sum(actual_net_amount) as actual_net_amount,
        sum(predicted_net_amount) as predicted_net_amount,
        avg(power(predicted_net_amount - actual_net_amount, 2)) as amount_error,
        sum(top_tenth_share * actual_net_amount) as top_tenth_amount,
        avg(predicted_place * actual_place) - avg(predicted_place) * avg(actual_place) as covariance,
        (avg(predicted_place * predicted_place) - avg(predicted_place) * avg(predicted_place))
        * (avg(actual_place * actual_place) - avg(actual_place) * avg(actual_place)) as variances
    from {{ ref('int_value_ranks') }}
    group by described_date, horizon_days, forecast, slice_kind, slice
)

select
    summed.described_date,
    summed.horizon_days,
    summed.forecast,
    summed.slice_kind,
    summed.slice,
    coalesce(models.is_marked, false) as is_marked,
    summed.customer_count,
    cast(summed.actual_purchases as bigint) as actual_purchases,
    round(summed.predicted_purchases, 4) as predicted_purchases,
    round({{ safe_divide('summed.predicted_purchases', 'summed.actual_purchases') }} - 1, 6)
        as purchase_total_error,
    round(sqrt(summed.purchase_error), 6) as purchase_rmse,
    round(summed.actual_net_amount, 2) as actual_net_amount,
    round(summed.predicted_net_amount, 2) as predicted_net_amount,
    round({{ safe_divide('summed.predicted_net_amount', 'summed.actual_net_amount') }} - 1, 6)
        as amount_total_error,
    round(sqrt(summed.amount_error), 4) as amount_rmse,
    case
        when summed.variances > 1e-9
            then round(summed.covariance / sqrt(summed.variances), 6)
    end as rank_correlation,
    round({{ safe_divide('summed.top_tenth_amount', 'summed.actual_net_amount') }}, 6)
        as top_tenth_value_share
from summed
left join {{ ref('int_value_model') }} as models
    on summed.forecast = models.model
