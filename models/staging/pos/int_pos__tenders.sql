-- What was paid is what was handed over less the change.
with offsets as (
    {{ pos_times_with_offset('tender', 'paid_at') }}
)

select
    tender.tender_id,
    tender.ticket_number,
    ticket.ticket_type,
    ticket.customer_number,
    ticket.original_ticket,
    ticket.web_order,
    ticket.time_zone,
    coalesce(ticket.is_training, false) as is_training,
    coalesce(ticket.is_void, false) as is_void,
    case
        when tender.tender_type in ('card', 'cash', 'gift_card') then tender.tender_type
        else 'other'
    end as payment_method,
    tender.card_fingerprint,
    tender.currency,
    cast(tender.amount - coalesce(tender.change_given, 0) as decimal(18, 2)) as amount,
    {{ pos_time_in_utc('tender.paid_at', 'ticket.time_zone') }} as paid_at_utc,
    tender._loaded_at
from {{ ref('stg_pos__tender') }} as tender
inner join {{ ref('int_pos__tickets') }} as ticket
    on tender.ticket_number = ticket.ticket_number
left join offsets
    on tender.tender_id = offsets.raw_key
