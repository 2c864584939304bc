-- What a refund gives back for goods and beside them. Adjustments are negative for money given back.
with lines as (
    select
        refunds.refund_id,
        sum(refunds.subtotal + coalesce(refunds.total_tax, 0)) as goods_amount,
        sum(case when lower(refunds.restock_type) = 'cancel' then 0 else 1 end) as returned_line_count,
        max(case when locations.is_store then locations.store_id end) as store_id
    from {{ ref('stg_shopify__order_line_refund') }} as refunds
    left join {{ ref('int_shopify__locations') }} as locations
        on refunds.location_id = locations.location_id
    group by refunds.refund_id
),

adjustments as (
    select
        refund_id,
        sum(case when lower(kind) = 'shipping_refund' then -amount - coalesce(tax_amount, 0) else 0 end)
            as shipping_amount,
        sum(case when lower(kind) = 'shipping_refund' then 0 else -amount - coalesce(tax_amount, 0) end)
            as goodwill_amount
    from {{ ref('stg_shopify__order_adjustment') }}
    group by refund_id
)

select
    refunds.id as refund_id,
    lines.goods_amount,
    lines.returned_line_count,
    lines.store_id,
    coalesce(adjustments.shipping_amount, 0) as shipping_amount,
    coalesce(adjustments.goodwill_amount, 0) as goodwill_amount
from {{ ref('stg_shopify__refund') }} as refunds
left join lines
    on refunds.id = lines.refund_id
left join adjustments
    on refunds.id = adjustments.refund_id
