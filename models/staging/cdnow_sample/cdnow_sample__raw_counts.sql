{%- set zone = "'" ~ var('time_zone') ~ "'" %}
{{ raw_counts_from('cdnow_sample', {
    'purchases': {
        'entity': 'orders',
        'raw_amount': parse_number('dollar_value', 'decimal(18, 2)'),
        'staged_amount': 'dollar_amount',
        'days': [
            to_utc('cast(' ~ parse_date('date') ~ ' as timestamp)', zone),
            to_utc('cast(purchase_date as timestamp)', zone),
        ],
    },
}) }}
