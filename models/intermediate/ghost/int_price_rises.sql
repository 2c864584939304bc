-- What the product that a customer bought most cost on the day of the last engagement, against the day it was
-- last bought: prices outside reductions, in the currency it was paid in. Who has left sees no later price.
with engaged as (
    select
        customer_id,
        max(engagement_date) as last_engaged_date
    from {{ ref('int_touch_days') }}
    group by customer_id
),

bought as (
    select
        orders.customer_id,
        lines.product_id,
        orders.currency_code,
        row_number() over (
            partition by orders.customer_id
            order by
                sum(lines.quantity) desc, max(orders.order_date) desc,
                lines.product_id asc, orders.currency_code asc
        ) as place,
        max(orders.order_date) as last_bought_date
    from {{ ref('fct_order_lines') }} as lines
    inner join {{ ref('fct_orders') }} as orders
        on lines.order_key = orders.order_key
    where
        orders.is_valid and orders.customer_id is not null
        and lines.product_id is not null and not coalesce(lines.is_gift_card, false)
    group by orders.customer_id, lines.product_id, orders.currency_code
),

prices as (
    select
        product_id,
        currency_code,
        coalesce(compare_at_amount, price_amount) as price_amount,
        valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('price_history') }}
)

select
    bought.customer_id,
    bought.product_id,
    {{ safe_divide('max(last_prices.price_amount)', 'max(old_prices.price_amount)') }} - 1
        as price_rise_share,
    bought.last_bought_date
from bought
inner join engaged
    on bought.customer_id = engaged.customer_id
inner join prices as old_prices
    on
        bought.product_id = old_prices.product_id
        and bought.currency_code = old_prices.currency_code
        and bought.last_bought_date between old_prices.valid_from and old_prices.valid_to
inner join prices as last_prices
    on
        bought.product_id = last_prices.product_id
        and bought.currency_code = last_prices.currency_code
        and engaged.last_engaged_date between last_prices.valid_from and last_prices.valid_to
where bought.place = 1
group by bought.customer_id, bought.product_id, bought.last_bought_date
