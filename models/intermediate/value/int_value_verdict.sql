-- What the shop's predictions are worth, one row: whether there is anything to fit at as_of, and whether the
-- marked model was nearer to what came after the earlier evenings than every naive rule, in purchases and in
-- amounts; null where no evening judges.
with errors as (
    select
        rivals.forecast,
        coalesce(models.is_marked, false) as is_marked,
        models.model is null as is_naive,
        avg(power(rivals.predicted_purchases - rivals.actual_purchases, 2)) as purchase_error,
        avg(power(rivals.predicted_net_amount - rivals.actual_net_amount, 2)) as amount_error
    from {{ ref('int_value_rivals') }} as rivals
    left join {{ ref('int_value_model') }} as models
        on rivals.forecast = models.model
    group by rivals.forecast, models.model, models.is_marked
),

judged as (
    select
        max(case when is_marked then purchase_error end) < min(case when is_naive then purchase_error end)
        and max(case when is_marked then amount_error end) < min(case when is_naive then amount_error end)
            as is_better_than_naive
    from errors
),

pools as (
    select count(*) as pool_count
    from {{ ref('int_value_pools') }} as pools
    inner join {{ ref('int_value_dates') }} as dates
        on pools.described_date = dates.described_date
    where dates.is_current
)

select
    pools.pool_count,
    judged.is_better_than_naive
from judged
cross join pools
