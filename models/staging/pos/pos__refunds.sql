-- A return ticket names the ticket or the web order whose goods come back; its amounts are negative.
select
    'pos' as source_system,
    ticket_number as refund_id,
    coalesce(original_ticket, web_order) as order_id,
    case when original_ticket is not null then 'pos' else 'shopify' end as order_source_system,
    store_number as store_id,
    currency as currency_code,
    'return' as refund_kind,
    'store' as returned_channel,
    time_zone,
    return_reason as reason_code,
    cast(-total_amount as decimal(18, 2)) as refund_amount,
    cast({{ to_local('sold_at_utc', 'time_zone') }} as date) as refund_date,
    sold_at_utc as refunded_at,
    _loaded_at as loaded_at
from {{ ref('int_pos__tickets') }}
where
    ticket_type = 'return'
    and not coalesce(is_training, false)
    and not coalesce(is_void, false)
