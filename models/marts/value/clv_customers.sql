with customers as (
    select
        customer_id,
        purchase_state
    from {{ ref('dim_customers') }}
),

customer_orders as (
    select
        *,
        {{ safe_divide('net_of_refunds_amount', 'order_count') }} as average_order_value
    from {{ ref('int_customer_orders') }}
),

shop_factors as (
    select
        {{ safe_divide('sum(order_count)', 'cast(sum(customer_age_days) as double) / 365.25') }}
            as shop_orders_per_customer_year,
        {{ safe_divide('sum(first_to_last_purchase_days)', 'count(*) * 365.25') }}
            as shop_mean_relation_years
    from customer_orders
)

select
    customers.customer_id,
    customers.purchase_state,
    case
        when customer_orders.customer_id is null then 'never_purchased'
        when shop_factors.shop_orders_per_customer_year is null then 'no_exposure'
        else 'computed'
    end as formula_state,
    'observed' as lifespan_source,
    coalesce(customer_orders.order_count, 0) as order_count,
    coalesce(customer_orders.purchase_day_count, 0) as purchase_day_count,
    customer_orders.purchase_day_count - 1 as repeat_purchase_day_count,
    customer_orders.first_to_last_purchase_days,
    customer_orders.customer_age_days,
    cast(customer_orders.first_to_last_purchase_days as double) / 7 as first_to_last_purchase_weeks,
    cast(customer_orders.customer_age_days as double) / 7 as customer_age_weeks,
    cast(coalesce(customer_orders.gross_amount, 0) as decimal(18, 2)) as historic_gross_amount,
    cast(customer_orders.discount_amount as decimal(18, 2)) as historic_discount_amount,
    cast(customer_orders.refunded_amount as decimal(18, 2)) as historic_refund_amount,
    cast(coalesce(customer_orders.net_of_refunds_amount, 0) as decimal(18, 2)) as historic_net_amount,
    customer_orders.average_order_value,
    shop_factors.shop_orders_per_customer_year,
    shop_factors.shop_mean_relation_years,
    customer_orders.average_order_value
    * shop_factors.shop_orders_per_customer_year
    * shop_factors.shop_mean_relation_years as formula_clv_amount,
    as_of.as_of_date
from customers
cross join shop_factors
cross join {{ ref('int_as_of') }} as as_of
left join customer_orders
    on customers.customer_id = customer_orders.customer_id
