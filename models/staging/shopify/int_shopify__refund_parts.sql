-- What a refund gives back. Adjustments are negative then. Tax counts where it is part of the order's net.
with refunds as (
    select
        refunds.id as refund_id,
        case when coalesce(orders.is_tax_included, true) then 1 else 0 end as tax_share
    from {{ ref('stg_shopify__refund') }} as refunds
    left join {{ ref('int_shopify__orders') }} as orders
        on refunds.order_id = orders.order_id
),

lines as (
    select
        refunds.refund_id,
        sum(refunds.subtotal) as amount,
        sum(coalesce(refunds.total_tax, 0)) as tax_amount,
        sum(refunds.subtotal * cast(coalesce(lines.gift_card, lines.is_gift_card) as int))
            as gift_card_amount,
        sum(case when lower(refunds.restock_type) = 'cancel' then 0 else 1 end) as returned_line_count,
        max(case when locations.is_store then locations.store_id end) as store_id
    from {{ ref('stg_shopify__order_line_refund') }} as refunds
    left join {{ ref('stg_shopify__order_line') }} as lines
        on refunds.order_line_id = lines.id
    left join {{ ref('int_shopify__locations') }} as locations
        on refunds.location_id = locations.location_id
    group by refunds.refund_id
),

adjusted as (
    select
        *,
        coalesce(lower(kind) = 'shipping_refund', false) as is_shipping
    from {{ ref('stg_shopify__order_adjustment') }}
),

adjustments as (
    select
        refund_id,
        sum(case when is_shipping then -amount else 0 end) as shipping_amount,
        sum(case when is_shipping then -coalesce(tax_amount, 0) else 0 end) as shipping_tax_amount,
        sum(case when is_shipping then 0 else -amount end) as goodwill_amount,
        sum(case when is_shipping then 0 else -coalesce(tax_amount, 0) end) as goodwill_tax_amount
    from adjusted
    group by refund_id
)

select
    refunds.refund_id,
    lines.amount + refunds.tax_share * lines.tax_amount as goods_amount,
    case when lines.refund_id is null then 0 else lines.gift_card_amount end as gift_card_amount,
    lines.returned_line_count,
    lines.store_id,
    coalesce(adjustments.shipping_amount + refunds.tax_share * adjustments.shipping_tax_amount, 0)
        as shipping_amount,
    coalesce(adjustments.goodwill_amount + refunds.tax_share * adjustments.goodwill_tax_amount, 0)
        as goodwill_amount,
    (1 - refunds.tax_share) * (
        coalesce(lines.tax_amount, 0)
        + coalesce(adjustments.shipping_tax_amount + adjustments.goodwill_tax_amount, 0)
    ) as added_tax_amount
from refunds
left join lines
    on refunds.refund_id = lines.refund_id
left join adjustments
    on refunds.refund_id = adjustments.refund_id
