-- What the customers who first bought in one period did in a later one: by week, month and quarter, by day
-- for thirty days; by month also apart, by how they began.
with activity as (
    select
        periods.*,
        min(periods.period_start_date) over (
            partition by periods.grain, periods.customer_id
        ) as cohort_start_date
    from {{ ref('int_customer_periods') }} as periods
    where periods.grain in ('day', 'week', 'month', 'quarter')
),

described as (
    select
        activity.*,
        first_orders.channel,
        first_orders.store,
        first_orders.category,
        first_orders.coupon,
        first_orders.coupon_code,
        {{ acquisition_segment('sources') }} as acquisition
    from activity
    inner join {{ ref('int_first_orders') }} as first_orders
        on activity.customer_id = first_orders.customer_id
    left join {{ ref('int_acquisition_sources') }} as sources
        on activity.customer_id = sources.customer_id
    where
        activity.grain <> 'day'
        or {{ days_between('activity.cohort_start_date', 'activity.period_start_date') }} <= 30
)

{% for dimension in ['overall', 'channel', 'acquisition', 'store', 'category', 'coupon', 'coupon_code'] %}
{%- set segment = "'all'" if dimension == 'overall' else dimension %}
select
    grain,
    '{{ dimension }}' as dimension,
    {{ segment }} as segment,
    cohort_start_date,
    period_start_date,
    count(case when order_count > 0 then customer_id end) as active_customers,
    sum(order_count) as order_count,
    sum(net_amount) as net_amount,
    sum(costed_net_amount) as costed_net_amount,
    sum(margin_amount) as margin_amount
from described
{%- if dimension != 'overall' %}
where grain = 'month'
{%- endif %}
group by grain, {{ segment ~ ', ' if dimension != 'overall' }}cohort_start_date, period_start_date
{{ 'union all' if not loop.last }}
{% endfor %}
