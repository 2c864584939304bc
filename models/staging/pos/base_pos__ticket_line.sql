{{ stage('pos', 'ticket_line', checks={
    'negative_quantity:quantity': "quantity < 0 and parent_ticket_ticket_type = 'sale'",
    'absurd_quantity:quantity': "abs(quantity) > 100000",
    'negative_amount:unit_price': "unit_price < 0",
    'negative_amount:net_amount': "net_amount < 0 and parent_ticket_ticket_type = 'sale'",
    'amounts_do_not_add_up:net_amount': "gross_amount - coalesce(promotion_discount, 0) - coalesce(coupon_discount, 0) <> net_amount",
}, parents={
    'ticket_number': ['ticket', 'ticket_number', ['ticket_type']],
}, is_event=true) }}
