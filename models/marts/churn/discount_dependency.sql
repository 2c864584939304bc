-- An order is discounted from 5 % of its gross amount on; one that does not tell is in order_count only.
with orders as (
    select
        *,
        case
            when discount_amount is null then null
            when gross_amount > 0 then discount_amount * 100 >= gross_amount * 5
            else false
        end as is_discounted
    from {{ ref('int_valid_orders') }}
),

first_discounts as (
    select
        customer_id,
        min(customer_order_number) as first_order_number,
        min(order_date) as first_order_date
    from orders
    where is_discounted
    group by customer_id
),

summed as (
    select
        orders.customer_id,
        count(*) as order_count,
        count(orders.is_discounted) as told_order_count,
        count(case when orders.is_discounted then 1 end) as discounted_order_count,
        count(case
            when
                not orders.is_discounted
                and orders.customer_order_number > first_discounts.first_order_number
                then 1
        end) as later_full_price_count,
        sum(case when orders.is_discounted then orders.net_amount else 0 end) as discounted_amount,
        sum(case when not orders.is_discounted then orders.net_amount else 0 end) as full_price_amount,
        max(case when orders.is_discounted then orders.customer_order_number end) as last_discounted_number,
        max(case when not orders.is_discounted then orders.customer_order_number end)
            as last_full_price_number,
        max(orders.customer_order_number) as last_order_number,
        min(first_discounts.first_order_date) as first_discounted_date,
        max(orders.order_date) as last_order_date
    from orders
    left join first_discounts
        on orders.customer_id = first_discounts.customer_id
    group by orders.customer_id
),

judged as (
    select
        *,
        case
            when last_order_number = last_discounted_number then true
            when last_order_number = last_full_price_number then false
        end as is_last_order_discounted
    from summed
)

select
    judged.customer_id,
    case
        when judged.told_order_count = 0 then 'unknown'
        when judged.told_order_count < 3 then 'too_few_orders'
        when judged.discounted_order_count = judged.told_order_count then 'promo_only'
        when judged.discounted_order_count * 2 >= judged.told_order_count then 'mostly_promo'
        when judged.discounted_order_count > 0 then 'mixed'
        else 'full_price'
    end as dependency_class,
    judged.order_count,
    judged.told_order_count,
    case when judged.told_order_count > 0 then judged.discounted_order_count end as discounted_order_count,
    {{ safe_divide('judged.discounted_order_count', 'judged.told_order_count') }} as discounted_order_share,
    case when judged.told_order_count > 0 then cast(judged.discounted_amount as decimal(18, 2)) end
        as discounted_net_amount,
    case when judged.told_order_count > 0 then cast(judged.full_price_amount as decimal(18, 2)) end
        as full_price_net_amount,
    case when judged.told_order_count > 0 then judged.later_full_price_count end
        as full_price_after_discount_count,
    judged.is_last_order_discounted,
    case
        when judged.is_last_order_discounted is not null
            then
                judged.is_last_order_discounted
                and {{ add_months('judged.last_order_date', 6) }} <= as_of.as_of_date
    end as has_lapsed_after_discount,
    judged.first_discounted_date,
    judged.last_order_date,
    as_of.as_of_date
from judged
cross join {{ ref('int_as_of') }} as as_of
