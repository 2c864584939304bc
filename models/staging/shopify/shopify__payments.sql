select
    'shopify' as source_system,
    cast(payment_id as string) as payment_id,
    cast(order_id as string) as order_id,
    cast(refund_id as string) as refund_id,
    payment_kind,
    payment_method,
    channel,
    time_zone,
    instrument_hash,
    currency_code,
    cast(amount as decimal(18, 2)) as amount,
    paid_at,
    loaded_at
from {{ ref('int_shopify__movements') }}
