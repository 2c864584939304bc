-- What the staged refunds must be worth once conformed, worked out by another way than the entity takes.
with orders as (
    select
        id as order_id,
        case when coalesce(taxes_included, true) then 1 else 0 end as tax_share
    from {{ ref('stg_shopify__order') }}
    where not coalesce(_fivetran_deleted, false)
),

given_back as (
    select
        refund_id,
        subtotal as amount,
        coalesce(total_tax, 0) as tax_amount,
        false as is_shipping
    from {{ ref('stg_shopify__order_line_refund') }}
    union all
    select
        refund_id,
        -amount as amount,
        -coalesce(tax_amount, 0) as tax_amount,
        coalesce(lower(kind) = 'shipping_refund', false) as is_shipping
    from {{ ref('stg_shopify__order_adjustment') }}
),

-- Shipping, and tax that came on top of the order's net, are given back beside the refund amount.
parts as (
    select
        refund_id,
        sum(case when is_shipping then 0 else amount end) as amount,
        sum(case when is_shipping then 0 else tax_amount end) as tax_amount,
        sum(case when is_shipping then amount + tax_amount else 0 end) as shipping_amount
    from given_back
    group by refund_id
)

select
    refunds.created_at as refunded_at,
    coalesce(
        refunds.total_refunded_set_shop_amount
        - coalesce(parts.shipping_amount + (1 - orders.tax_share) * parts.tax_amount, 0),
        parts.amount + orders.tax_share * parts.tax_amount,
        0
    ) as refund_amount
from {{ ref('stg_shopify__refund') }} as refunds
inner join orders
    on refunds.order_id = orders.order_id
left join parts
    on refunds.id = parts.refund_id
