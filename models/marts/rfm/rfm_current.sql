with customers as (
    select
        customer_id,
        purchase_state
    from {{ ref('dim_customers') }}
),

states as (
    select * from {{ ref('int_rfm_states') }}
    where scope_type = 'overall' and is_current
),

as_of as (
    select
        int_as_of.as_of_date,
        count(rules.rule_id) > 0 as has_vip_rule
    from {{ ref('int_as_of') }} as int_as_of
    left join {{ ref('rfm_rules') }} as rules
        on rules.rule_id = 'vip' and rules.currency_code = '{{ var("reporting_currency") }}'
    group by int_as_of.as_of_date
)

select
    customers.customer_id,
    customers.purchase_state,
    coalesce(states.rfm_segment, 'never_purchased') as rfm_segment,
    states.rfm_code,
    states.recency_days,
    states.recency_months,
    coalesce(states.frequency, 0) as frequency,
    coalesce(customer_orders.purchase_day_count, 0) as purchase_day_count,
    cast(coalesce(states.monetary_amount, 0) as decimal(18, 2)) as monetary_amount,
    coalesce(states.orders_6m_count, 0) as orders_6m_count,
    cast(coalesce(states.net_6m_amount, 0) as decimal(18, 2)) as net_6m_amount,
    states.recency_score,
    states.frequency_score,
    states.monetary_score,
    case when as_of.has_vip_rule then coalesce(states.is_vip, false) end as is_vip,
    states.last_order_date,
    as_of.as_of_date
from customers
cross join as_of
left join states
    on customers.customer_id = states.customer_id
left join {{ ref('int_customer_orders') }} as customer_orders
    on customers.customer_id = customer_orders.customer_id
