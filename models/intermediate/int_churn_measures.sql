-- One row a customer who ever bought and a churn rule: what the rule measures, its threshold for this
-- customer, and which entity it would need that nobody delivers.
with customers as (
    select
        customer_orders.*,
        gaps.median_gap_days,
        opt_outs.opted_out_date,
        coalesce(gaps.gap_count, 0) as gap_count
    from {{ ref('int_customer_orders') }} as customer_orders
    left join {{ ref('int_purchase_gaps') }} as gaps
        on customer_orders.customer_id = gaps.customer_id
    left join {{ ref('int_email_opt_outs') }} as opt_outs
        on customer_orders.customer_id = opt_outs.customer_id
),

rules as (
    select * from {{ ref('churn_rules') }}
),

applied as (
    select
        customers.*,
        rules.*,
        {{ add_months('customers.last_order_date', 'rules.threshold_months') }} as months_later_date
    from customers
    cross join rules
)

select
    customer_id,
    rule_id,
    case when not {{ is_delivered('required_entity') }} then required_entity end as missing_entity,
    order_count >= minimum_orders
    and (measure <> 'days_over_own_gap' or gap_count > 0)
    and (
        measure <> 'days_since_last_order_and_opt_out'
        or coalesce({{ days_between('opted_out_date', 'as_of_date') }} <= threshold_days, false)
    ) as is_eligible,
    cast(days_since_last_order as double) as measured_value,
    case measure
        when 'days_since_last_order' then cast(threshold_days as double)
        when 'days_since_last_order_and_opt_out' then cast(threshold_days as double)
        when 'days_over_own_gap' then gap_multiple * median_gap_days
        -- More than n calendar months: the day after the same day n months later.
        when 'months_since_last_order' then cast(
            {{ days_between('last_order_date', 'months_later_date') }} + 1 as double
        )
    end as threshold_value,
    cast(horizon_days as bigint) as horizon_days,
    last_order_date,
    as_of_date
from applied
