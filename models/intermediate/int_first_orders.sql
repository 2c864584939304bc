-- How each customer began: the first valid order, and what most of its money was spent on.
with orders as (
    select *
    from {{ ref('fct_orders') }}
    where customer_order_number = 1
),

spent as (
    select
        lines.order_key,
        products.category,
        row_number() over (
            partition by lines.order_key
            order by sum(lines.net_amount) desc nulls last, products.category asc
        ) as place
    from {{ ref('fct_order_lines') }} as lines
    inner join orders
        on lines.order_key = orders.order_key
    inner join {{ ref('dim_products') }} as products
        on lines.product_key = products.product_key
    where products.category is not null and not coalesce(lines.is_gift_card, false)
    group by lines.order_key, products.category
)

select
    orders.customer_id,
    coalesce(orders.brand, 'unknown') as brand,
    coalesce(orders.channel, 'unknown') as channel,
    coalesce(orders.country_code, 'unknown') as country,
    coalesce(stores.source_system || ' ' || stores.store_id, 'none') as store,
    coalesce(spent.category, 'unknown') as category,
    case
        when orders.coupon_codes is not null or orders.coupon_discount_amount > 0 then 'coupon'
        when orders.coupon_discount_amount = 0 then 'no_coupon'
        else 'unknown'
    end as coupon,
    coalesce(first_coupons.coupon_code, case
        when orders.coupon_codes is not null or orders.coupon_discount_amount > 0 then 'without_code'
        when orders.coupon_discount_amount = 0 then 'no_coupon'
        else 'unknown'
    end) as coupon_code,
    orders.order_date as first_order_date
from orders
left join {{ ref('dim_stores') }} as stores
    on orders.store_key = stores.store_key
left join spent
    on orders.order_key = spent.order_key and spent.place = 1
left join {{ ref('int_first_coupons') }} as first_coupons
    on orders.customer_id = first_coupons.customer_id
