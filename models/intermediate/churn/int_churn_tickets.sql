-- Requests to the helpdesk that were not solved on an evening, whenever they were solved since.
with tickets as (
    select
        customer_map.customer_id,
        {{ shop_date('tickets.created_at') }} as created_date,
        coalesce({{ shop_date('tickets.solved_at') }}, date '9999-12-31') as solved_date
    from {{ ref('tickets') }} as tickets
    inner join {{ ref('int_customer_map') }} as customer_map
        on tickets.customer_record_key = customer_map.customer_record_key
    -- Solved nobody tells when: open on no evening.
    where tickets.ticket_status not in ('solved', 'closed') or tickets.solved_at is not null
)

select
    tickets.customer_id,
    dates.described_date,
    count(*) as open_ticket_count,
    min(tickets.created_date) as oldest_open_ticket_date
from tickets
inner join {{ ref('int_rfm_dates') }} as dates
    on
        tickets.created_date <= dates.described_date
        and tickets.solved_date > dates.described_date
group by tickets.customer_id, dates.described_date
