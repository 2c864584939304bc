-- Tenders of voided tickets, and of returns of the training mode, are staged, not conformed: the others are
-- counted apart.
with idle_tickets as (
    select ticket_number
    from {{ ref('stg_pos__ticket') }}
    where coalesce(is_void, false) or (ticket_type = 'return' and coalesce(is_training, false))
),

moved as (
    select
        'tender (money moved)' as raw_table,
        'payments' as entity,
        count(*) as row_count,
        cast(coalesce(sum(amount - coalesce(change_given, 0)), 0) as decimal(18, 2)) as amount
    from {{ ref('stg_pos__tender') }}
    where ticket_number not in (select idle_tickets.ticket_number from idle_tickets)
),

counts as (
    {{ raw_counts_from('pos', {
        'store': {'entity': 'stores'},
        'customer': {'entity': 'customer_records'},
        'ticket': {
            'raw_amount': parse_number('total_amount', 'decimal(18, 2)'),
            'staged_amount': 'total_amount',
        },
        'ticket_line': {
            'raw_amount': parse_number('net_amount', 'decimal(18, 2)'),
            'staged_amount': 'net_amount',
        },
        'tender': {
            'raw_amount': parse_number('amount', 'decimal(18, 2)')
                ~ ' - coalesce(' ~ parse_number('change_given', 'decimal(18, 2)') ~ ', 0)',
            'staged_amount': 'amount - coalesce(change_given, 0)',
        },
        'collection': {},
    }) }}
)

select * from counts
union all
select
    'pos' as source_system,
    raw_table,
    entity,
    row_count as raw_row_count,
    amount as raw_amount,
    row_count as staged_row_count,
    amount as staged_amount,
    0 as quarantined_row_count,
    cast(0 as decimal(18, 2)) as quarantined_amount
from moved
