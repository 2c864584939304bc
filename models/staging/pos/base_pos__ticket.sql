{{ stage('pos', 'ticket', checks={
    'unknown_value:ticket_type': "ticket_type not in ('sale', 'return')",
    'unknown_currency:currency': 'not ' ~ is_currency('currency'),
    'negative_amount:total_amount': "ticket_type = 'sale' and total_amount < 0",
    'positive_amount:total_amount': "ticket_type = 'return' and total_amount > 0",
    'amounts_do_not_add_up:total_amount': "gross_amount - coalesce(promotion_discount, 0) - coalesce(coupon_discount, 0) <> total_amount",
    'null_value:original_ticket': "ticket_type = 'return' and original_ticket is null and web_order is null",
}, parents={
    'store_number': ['store', 'store_number'],
}, is_event=true) }}
