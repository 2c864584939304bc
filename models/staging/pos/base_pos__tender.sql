{{ stage('pos', 'tender', checks={
    'unknown_currency:currency': 'not ' ~ is_currency('currency'),
    'negative_amount:amount': "amount - coalesce(change_given, 0) < 0 and parent_ticket_ticket_type = 'sale'",
}, parents={
    'ticket_number': ['ticket', 'ticket_number', ['ticket_type']],
}, is_event=true) }}
