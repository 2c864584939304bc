-- Each piece of a request. The state is of the request, not of the money: a closed request may have paid
-- nothing, so the time of the refund is left to the entity refunds.
with lines as (
    select * from {{ ref('stg_fulfilment__return_request_line') }}
),

requests as (
    select * from {{ ref('stg_fulfilment__return_request') }}
)

select
    'fulfilment' as source_system,
    cast(lines.return_id as string) as return_id,
    cast(lines.line_item_id as string) as return_line_id,
    'shopify' as order_source_system,
    requests.provider_order_id as order_id,
    lines.provider_line_item_id as line_id,
    lines.sku as product_id,
    cast(1 as decimal(18, 3)) as quantity,
    case lower(lines.return_reason)
        when 'too small' then 'too_small'
        when 'too large' then 'too_large'
        when 'not as described' then 'not_as_described'
        when 'item is defective' then 'defective'
        when 'arrived too late' then 'late'
        when 'changed my mind' then 'changed_mind'
        else 'other'
    end as reason_code,
    case
        when requests.state in ('cancelled', 'expired') then 'none'
        when lower(lines.outcome) = 'refund' then 'refund'
        when lower(lines.outcome) = 'exchange' then 'exchange'
        when lower(lines.outcome) in ('store credit', 'gift card') then 'store_credit'
        else 'none'
    end as outcome,
    case
        when requests.state in ('cancelled', 'expired') then 'cancelled'
        when requests.state = 'closed' then 'closed'
        when lines.returned_at is not null then 'received'
        when requests.label_status in ('in_transit', 'delivered') then 'in_transit'
        else 'requested'
    end as return_status,
    'parcel' as returned_channel,
    requests.created_at as requested_at,
    requests.label_created_at as label_at,
    lines.returned_at as received_at
from lines
inner join requests
    on lines.return_id = requests.id
