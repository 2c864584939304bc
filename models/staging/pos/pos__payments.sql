-- The money of a return is given back for the order whose goods came back. A voided ticket moved none.
select
    'pos' as source_system,
    tender_id as payment_id,
    coalesce(original_ticket, web_order, ticket_number) as order_id,
    case
        when original_ticket is null and web_order is not null then 'shopify'
        else 'pos'
    end as order_source_system,
    case when ticket_type = 'return' then ticket_number end as refund_id,
    case when ticket_type = 'return' then 'refund' else 'payment' end as payment_kind,
    payment_method,
    'store' as channel,
    time_zone,
    card_fingerprint as instrument_hash,
    currency as currency_code,
    amount,
    paid_at_utc as paid_at,
    _loaded_at as loaded_at
from {{ ref('int_pos__tenders') }}
where
    not is_void
    and (ticket_type = 'sale' or not is_training)
