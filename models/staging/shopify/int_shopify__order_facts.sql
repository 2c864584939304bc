with lines as (
    select
        order_id,
        count(*) as line_count,
        sum(quantity) as item_quantity,
        sum(gross_amount) as gross_amount,
        max(case when line_rank = 1 then vendor end) as brand
    from {{ ref('int_shopify__lines') }}
    group by order_id
),

numbered_codes as (
    select
        order_id,
        upper(code) as code,
        case when lower(type) = 'shipping' then 0 else coalesce(amount, 0) end as amount,
        row_number() over (partition by order_id order by index) as code_number
    from {{ ref('stg_shopify__order_discount_code') }}
),

codes as (
    select
        order_id,
        sum(amount) as coupon_amount,
        concat_ws(
            ',', max(case when code_number = 1 then code end), max(case when code_number = 2 then code end),
            max(case when code_number = 3 then code end), max(case when code_number = 4 then code end),
            max(case when code_number = 5 then code end)
        ) as coupon_codes
    from numbered_codes
    group by order_id
),

ranked_payments as (
    select
        order_id,
        payment_method,
        row_number() over (partition by order_id order by amount desc, payment_id asc) as payment_rank
    from {{ ref('int_shopify__movements') }}
    where payment_kind = 'payment'
)

select
    orders.order_id,
    lines.line_count,
    lines.item_quantity,
    lines.gross_amount,
    lines.brand,
    codes.coupon_amount,
    nullif(codes.coupon_codes, '') as coupon_codes,
    taxes.goods_tax_amount,
    taxes.shipping_tax_amount,
    ranked_payments.payment_method
from {{ ref('int_shopify__orders') }} as orders
left join lines
    on orders.order_id = lines.order_id
left join codes
    on orders.order_id = codes.order_id
left join {{ ref('int_shopify__order_taxes') }} as taxes
    on orders.order_id = taxes.order_id
left join ranked_payments
    on orders.order_id = ranked_payments.order_id and ranked_payments.payment_rank = 1
