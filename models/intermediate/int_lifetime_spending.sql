-- What a customer spends in the first month, and in each later month of being one. One row.
{%- set month_days = 30.4375 %}
with lifetimes as (
    select
        *,
        floor((followed_days + 1) / {{ month_days }}) as followed_months
    from {{ ref('int_lifetimes') }}
),

orders as (
    select
        lifetimes.followed_months,
        valid_orders.net_of_refunds_amount as net_amount,
        {{ days_between('lifetimes.first_order_date', 'valid_orders.order_date') }} as days_since_first
    from {{ ref('int_valid_orders') }} as valid_orders
    inner join lifetimes
        on valid_orders.customer_id = lifetimes.customer_id
),

-- Later months count if they are followed to their end.
spent as (
    select
        sum(case when days_since_first < {{ month_days }} then net_amount end) as first_month_amount,
        sum(case
            when
                days_since_first >= {{ month_days }}
                and floor(days_since_first / {{ month_days }}) < followed_months
                then net_amount
            else 0
        end) as later_amount
    from orders
),

lived as (
    select
        count(*) as customer_count,
        sum(greatest(least(floor(duration_days / {{ month_days }}), followed_months - 1), 0)) as later_months
    from lifetimes
)

select
    lived.customer_count,
    {{ safe_divide('spent.first_month_amount', 'lived.customer_count') }} as first_month_net_amount,
    {{ safe_divide('spent.later_amount', 'lived.later_months') }} as later_month_net_amount
from lived
cross join spent
