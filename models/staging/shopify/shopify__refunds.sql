with refunds as (
    select
        refunds.*,
        parts.returned_line_count,
        parts.store_id,
        parts.goods_amount,
        parts.gift_card_amount,
        parts.shipping_amount,
        -- GraphQL states the whole of it, tax too; REST only its parts.
        coalesce(
            refunds.total_refunded_set_shop_amount - parts.shipping_amount - parts.added_tax_amount,
            coalesce(parts.goods_amount, 0) + parts.goodwill_amount
        ) as refund_amount,
        orders.currency_code,
        orders.order_status,
        orders.time_zone,
        lower(replace(refunds.note, ' ', '_')) as reason
    from {{ ref('stg_shopify__refund') }} as refunds
    inner join {{ ref('int_shopify__orders') }} as orders
        on refunds.order_id = orders.order_id
    left join {{ ref('int_shopify__refund_parts') }} as parts
        on refunds.id = parts.refund_id
)

select
    'shopify' as source_system,
    cast(id as string) as refund_id,
    cast(order_id as string) as order_id,
    currency_code,
    case
        when returned_line_count > 0 then 'return'
        when returned_line_count = 0 or order_status = 'cancelled' then 'cancellation'
        when refund_amount > 0 then 'goodwill'
        when shipping_amount > 0 then 'shipping'
        else 'other'
    end as refund_kind,
    case
        when coalesce(returned_line_count, 0) = 0 then 'none'
        when store_id is not null then 'store'
        else 'parcel'
    end as returned_channel,
    case when returned_line_count > 0 then store_id end as store_id,
    case
        when reason in ('too_small', 'too_large', 'not_as_described', 'defective', 'late', 'changed_mind')
            then reason
        when reason is not null then 'other'
    end as reason_code,
    cast(refund_amount as decimal(18, 2)) as refund_amount,
    cast(shipping_amount as decimal(18, 2)) as shipping_amount,
    -- Of a gift card that was used in part, no more is given back than is paid back.
    cast(
        case when gift_card_amount > refund_amount then greatest(refund_amount, 0) else gift_card_amount end
        as decimal(18, 2)
    ) as gift_card_amount,
    time_zone,
    {{ date_there('created_at') }} as refund_date,
    created_at as refunded_at,
    _fivetran_synced as loaded_at
from refunds
