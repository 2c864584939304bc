with history as (
    select * from {{ ref('rfm_history') }}
),

-- A step leads from the end of a month or quarter to the end of the next one.
steps as (
    {%- for grain in ['month', 'quarter'] %}
    select
        '{{ grain }}' as grain,
        cast({{ dbt.dateadd('day', -1, period_start(grain, 'month_end_date')) }} as date) as from_date,
        month_end_date as to_date
    from (select distinct month_end_date from history) as {{ grain }}_ends
    where
        {{ period_start(grain, 'month_end_date') }}
        < {{ period_start(grain, 'cast(' ~ dbt.dateadd('day', 1, 'month_end_date') ~ ' as date)') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

moves as (
    select
        steps.grain,
        steps.from_date,
        steps.to_date,
        coalesce(before.rfm_segment, 'not_yet_purchased') as from_segment,
        after.rfm_segment as to_segment,
        count(*) as customer_count,
        cast(sum(after.monetary_amount - coalesce(before.monetary_amount, 0)) as decimal(18, 2)) as net_amount
    from steps
    inner join history as after
        on steps.to_date = after.month_end_date
    left join history as before
        on
            steps.from_date = before.month_end_date
            and after.customer_id = before.customer_id
    group by
        steps.grain,
        steps.from_date,
        steps.to_date,
        coalesce(before.rfm_segment, 'not_yet_purchased'),
        after.rfm_segment
)

select
    grain,
    from_segment,
    to_segment,
    customer_count,
    {{ safe_divide(
        'customer_count',
        'sum(customer_count) over (partition by grain, to_date, from_segment)',
    ) }} as share_of_from_segment,
    net_amount,
    from_date,
    to_date
from moves
