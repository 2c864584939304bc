-- Rows and amount of every conformed entity, per system.
{{ totals_by_system({
    'orders': (ref('orders'), 'net_amount'),
    'order_lines': (ref('order_lines'), 'net_amount'),
    'refunds': (ref('refunds'), 'refund_amount'),
    'customer_records': (ref('customer_records'), none),
    'products': (ref('products'), none),
    'stores': (ref('stores'), none),
    'campaigns': (ref('campaigns'), none),
    'coupons': (ref('coupons'), none),
}) }}
