-- Sales are orders and returns are refunds. Tenders of voided tickets, and of returns of the training mode,
-- are staged, not conformed.
with idle_tickets as (
    select ticket_number
    from {{ ref('stg_pos__ticket') }}
    where coalesce(is_void, false) or (ticket_type = 'return' and coalesce(is_training, false))
),

sales as (
    select ticket_number
    from {{ ref('stg_pos__ticket') }}
    where ticket_type = 'sale'
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
{{ counted_apart('pos', {
    'ticket (sales)': {
        'entity': 'orders', 'from': ref('stg_pos__ticket'),
        'where': "ticket_type = 'sale'",
        'amount': 'total_amount',
    },
    'ticket (returns)': {
        'entity': 'refunds', 'from': ref('stg_pos__ticket'),
        'where': "ticket_type = 'return' and ticket_number not in (select idle_tickets.ticket_number from idle_tickets)",
        'amount': '-total_amount',
    },
    'ticket_line (of sales)': {
        'entity': 'order_lines', 'from': ref('stg_pos__ticket_line'),
        'where': 'ticket_number in (select sales.ticket_number from sales)',
        'amount': 'net_amount',
    },
    'tender (money moved)': {
        'entity': 'payments', 'from': ref('stg_pos__tender'),
        'where': 'ticket_number not in (select idle_tickets.ticket_number from idle_tickets)',
        'amount': 'amount - coalesce(change_given, 0)',
    },
}) }}
