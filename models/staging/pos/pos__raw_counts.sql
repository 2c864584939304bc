{{ raw_counts_from('pos', {
    'store': {'entity': 'stores'},
    'customer': {'entity': 'customer_records'},
    'ticket': {'raw_amount': parse_number('total_amount', 'decimal(18, 2)'), 'staged_amount': 'total_amount'},
    'ticket_line': {'raw_amount': parse_number('net_amount', 'decimal(18, 2)'), 'staged_amount': 'net_amount'},
    'tender': {
        'entity': 'payments',
        'by_day': false,
        'raw_amount': parse_number('amount', 'decimal(18, 2)')
            ~ ' - coalesce(' ~ parse_number('change_given', 'decimal(18, 2)') ~ ', 0)',
        'staged_amount': 'amount - coalesce(change_given, 0)',
    },
    'collection': {},
}) }}
