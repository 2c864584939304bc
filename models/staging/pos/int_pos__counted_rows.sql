-- What must be conformed of the staged rows: sales are orders and returns are refunds. Tenders of voided
-- tickets, and of returns of the training mode, are staged, not conformed. The moments come from where the
-- entities have them, which read the clocks of the tills; the rows and amounts do not.
with moments as (
    select
        ticket_number,
        max(sold_at_utc) as sold_at
    from {{ ref('int_pos__tickets') }}
    group by ticket_number
),

tickets as (
    select
        ticket.*,
        moments.sold_at as dated_at,
        coalesce(ticket.is_void, false)
        or (ticket.ticket_type = 'return' and coalesce(ticket.is_training, false)) as is_idle
    from {{ ref('stg_pos__ticket') }} as ticket
    left join moments
        on ticket.ticket_number = moments.ticket_number
),

payments as (
    select
        tender_id,
        max(paid_at_utc) as paid_at
    from {{ ref('int_pos__tenders') }}
    group by tender_id
)

select
    case when ticket_type = 'sale' then 'orders' else 'refunds' end as entity,
    dated_at,
    case when ticket_type = 'sale' then total_amount else -total_amount end as amount
from tickets
where ticket_type = 'sale' or not is_idle
union all
select
    'order_lines' as entity,
    tickets.dated_at,
    line.net_amount as amount
from {{ ref('stg_pos__ticket_line') }} as line
inner join tickets
    on line.ticket_number = tickets.ticket_number
where tickets.ticket_type = 'sale'
union all
select
    'payments' as entity,
    payments.paid_at as dated_at,
    tender.amount - coalesce(tender.change_given, 0) as amount
from {{ ref('stg_pos__tender') }} as tender
left join tickets
    on tender.ticket_number = tickets.ticket_number
left join payments
    on tender.tender_id = payments.tender_id
where not coalesce(tickets.is_idle, false)
