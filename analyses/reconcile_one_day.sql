-- Where did a day's orders go, from what was delivered to what counts? The last day with orders, or another:
-- dbt compile --select reconcile_one_day --vars "{day: '1997-03-01'}"
with chosen as (
    {%- if var('day', '') %}
    select cast('{{ var("day") }}' as date) as order_date
    {%- else %}
    select max(order_date) as order_date
    from {{ ref('fct_orders') }}
    {%- endif %}
),

delivered as (
    select
        orders.source_system,
        count(*) as delivered_count,
        sum(orders.net_amount) as delivered_amount
    from {{ ref('orders') }} as orders
    inner join chosen
        on orders.order_date = chosen.order_date
    group by orders.source_system
),

booked as (
    select
        fct_orders.source_system,
        fct_orders.order_date,
        count(*) as booked_count,
        sum(fct_orders.net_amount) as booked_amount,
        sum(case when fct_orders.is_valid then 1 else 0 end) as valid_count,
        sum(case when fct_orders.is_valid then fct_orders.net_amount else 0 end) as valid_amount,
        sum(case when fct_orders.is_valid and fct_orders.customer_id is null then 1 else 0 end)
            as walk_in_count,
        sum(case when fct_orders.invalid_reason = 'zero_value' then 1 else 0 end) as zero_value_count,
        sum(case when fct_orders.invalid_reason in ('test', 'staff', 'cancelled') then 1 else 0 end)
            as test_staff_cancelled_count,
        sum(fct_orders.refunded_amount) as refunded_amount
    from {{ ref('fct_orders') }} as fct_orders
    inner join chosen
        on fct_orders.order_date = chosen.order_date
    group by fct_orders.source_system, fct_orders.order_date
)

select
    delivered.source_system,
    booked.order_date,
    delivered.delivered_count,
    booked.booked_count,
    booked.valid_count,
    booked.walk_in_count,
    booked.zero_value_count,
    booked.test_staff_cancelled_count,
    delivered.delivered_amount,
    booked.booked_amount,
    booked.valid_amount,
    booked.refunded_amount,
    delivered.delivered_amount - booked.booked_amount as difference
from delivered
left join booked
    on delivered.source_system = booked.source_system
