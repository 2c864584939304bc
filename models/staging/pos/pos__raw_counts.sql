-- Tills write the wall clock of their store: the day of a customer in UTC comes from where the entity has it.
{%- set rows = ref('int_pos__counted_rows') %}
with moments as (
    select
        customer_number,
        max(created_at_utc) as created_at
    from {{ ref('int_pos__customers') }}
    group by customer_number
),

customers as (
    select moments.created_at
    from {{ ref('stg_pos__customer') }} as customer
    left join moments
        on customer.customer_number = moments.customer_number
),

counts as (
    {{ raw_counts_from('pos', {
        'store': {'entity': 'stores', 'day': 'opened_on'},
        'customer': {},
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
        'entity': 'orders', 'from': rows, 'where': "entity = 'orders'", 'day': 'dated_at', 'amount': 'amount',
    },
    'ticket (returns)': {
        'entity': 'refunds', 'from': rows, 'where': "entity = 'refunds'", 'day': 'dated_at', 'amount': 'amount',
    },
    'ticket_line (of sales)': {
        'entity': 'order_lines', 'from': rows, 'where': "entity = 'order_lines'", 'day': 'dated_at', 'amount': 'amount',
    },
    'tender (money moved)': {
        'entity': 'payments', 'from': rows, 'where': "entity = 'payments'", 'day': 'dated_at', 'amount': 'amount',
    },
    'customer (by day)': {'entity': 'customer_records', 'from': 'customers', 'day': 'created_at'},
}) }}
