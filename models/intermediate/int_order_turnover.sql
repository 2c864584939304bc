-- What orders turn over. A gift card that is sold is a debt to its holder: its lines are taken out of the
-- order's money here, before it is valued. A gift card that is redeemed is a means of payment.
with gift_cards as (
    select
        order_key,
        sum(case when is_gift_card then net_amount else 0 end) as net_amount,
        sum(case when is_gift_card then coalesce(promotion_discount_amount, 0) else 0 end)
            as promotion_discount_amount,
        sum(case when is_gift_card then coalesce(coupon_discount_amount, 0) else 0 end)
            as coupon_discount_amount
    from {{ ref('order_lines') }}
    group by order_key
    having count(is_gift_card) > 0
),

turnover as (
    select
        orders.order_key,
        orders.exchange_rate,
        orders.reporting_net_amount as sold_amount,
        gift_cards.order_key is not null as is_told,
        orders.net_amount - coalesce(gift_cards.net_amount, 0) as net_amount,
        orders.promotion_discount_amount - coalesce(gift_cards.promotion_discount_amount, 0)
            as promotion_discount_amount,
        orders.coupon_discount_amount - coalesce(gift_cards.coupon_discount_amount, 0)
            as coupon_discount_amount
    from {{ ref('orders') }} as orders
    left join gift_cards
        on orders.order_key = gift_cards.order_key
),

valued as (
    select
        order_key,
        sold_amount,
        is_told,
        cast(net_amount as decimal(18, 2)) as order_currency_turnover_amount,
        {{ reporting_amount('net_amount') }} as turnover_amount,
        {{ reporting_amount('promotion_discount_amount') }} as turnover_promotion_discount_amount,
        {{ reporting_amount('coupon_discount_amount') }} as turnover_coupon_discount_amount
    from turnover
)

select
    order_key,
    order_currency_turnover_amount,
    -- Net is rounded by itself, gross is what adds up to it.
    cast(
        turnover_amount + coalesce(turnover_promotion_discount_amount, 0)
        + coalesce(turnover_coupon_discount_amount, 0)
        as decimal(18, 2)
    ) as turnover_gross_amount,
    turnover_promotion_discount_amount,
    turnover_coupon_discount_amount,
    turnover_amount,
    cast(case when is_told then sold_amount - turnover_amount end as decimal(18, 2)) as gift_card_amount
from valued
