-- Every day, week, month, quarter and year from the first valid order's to as_of's, none missing.
with bounds as (
    select
        min(valid_orders.order_date) as first_date,
        max(as_of.as_of_date) as last_date
    from {{ ref('int_valid_orders') }} as valid_orders
    cross join {{ ref('int_as_of') }} as as_of
),

periods as (
    {%- for grain in period_grains() %}
    select
        '{{ grain }}' as grain,
        {{ period_starts(grain, 'first_date', 'last_date') }} as period_start_date,
        first_date,
        last_date
    from bounds
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

ended as (
    select
        *,
        case grain
            {%- for grain in period_grains() %}
            when '{{ grain }}' then cast(period_start_date + interval {{ period_length(grain) }} as date)
            {%- endfor %}
        end as next_start_date
    from periods
)

select
    grain,
    period_start_date,
    next_start_date,
    cast({{ dbt.dateadd('day', -1, 'next_start_date') }} as date) as period_end_date,
    next_start_date <= cast({{ dbt.dateadd('day', 1, 'last_date') }} as date) as is_complete_period
from ended
