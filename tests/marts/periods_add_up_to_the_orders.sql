-- Orders and refunds of all periods make up the turnover less all refunds, whichever the grain, to the cent;
-- what changes from period to period adds up to the last one's.
with orders as (
    select coalesce(sum(net_of_refunds_amount), 0) as net_amount
    from {{ ref('int_valid_orders') }}
),

retention as (
    select
        grain,
        sum(end_net_amount) as net_amount
    from {{ ref('retention_periods') }}
    group by grain
),

growth as (
    select
        grain,
        sum(net_amount) as net_amount,
        sum(net_change_amount) as change_amount
    from {{ ref('growth_accounting') }}
    group by grain
),

placed as (
    select
        grain,
        end_net_amount,
        row_number() over (partition by grain order by period_start_date desc) as place
    from {{ ref('retention_periods') }}
),

last_periods as (
    select * from placed
    where place = 1
)

select
    retention.grain,
    retention.net_amount,
    growth.net_amount as net_amount_of_growth,
    growth.change_amount,
    last_periods.end_net_amount,
    orders.net_amount as net_amount_of_orders
from retention
cross join orders
left join growth
    on retention.grain = growth.grain
left join last_periods
    on retention.grain = last_periods.grain
where not coalesce(
    retention.net_amount = orders.net_amount
    and growth.net_amount = orders.net_amount
    and growth.change_amount = last_periods.end_net_amount,
    false
)
