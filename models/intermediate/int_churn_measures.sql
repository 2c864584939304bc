-- One row a customer who ever bought and a churn rule: what the rule measures, its threshold for this customer,
-- and which entity it would need that nobody delivers.
with customers as (
    select
        customer_orders.*,
        gaps.median_gap_days,
        coalesce(gaps.gap_count, 0) as gap_count
    from {{ ref('int_customer_orders') }} as customer_orders
    left join {{ ref('int_purchase_gaps') }} as gaps
        on customer_orders.customer_id = gaps.customer_id
),

rules as (
    select * from {{ ref('churn_rules') }}
)

select
    customers.customer_id,
    rules.rule_id,
    -- No system delivers consents yet: a rule that needs an entity other than orders says so.
    case when rules.required_entity <> 'orders' then rules.required_entity end as missing_entity,
    customers.order_count >= rules.minimum_orders
    and (rules.measure <> 'days_over_own_gap' or customers.gap_count > 0) as is_eligible,
    cast(customers.days_since_last_order as double) as measured_value,
    case rules.measure
        when 'days_since_last_order' then cast(rules.threshold_days as double)
        when 'days_over_own_gap' then rules.gap_multiple * customers.median_gap_days
        -- More than n calendar months: the day after the same day n months later.
        when 'months_since_last_order' then cast(
            {{ days_between('customers.last_order_date', add_months('customers.last_order_date', 'rules.threshold_months')) }} + 1
            as double
        )
    end as threshold_value,
    cast(rules.horizon_days as bigint) as horizon_days,
    customers.last_order_date,
    customers.as_of_date
from customers
cross join rules
