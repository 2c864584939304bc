{{ stage('shopify', 'transaction',
    checks={
        'negative_amount:amount': "amount < 0",
        'unknown_currency:currency': 'not ' ~ is_currency('currency'),
        'refund_exceeds_order:amount': "lower(kind) = 'refund' and currency = parent_order_currency and amount > parent_order_total_price",
    },
    parents={
        'order_id': ['order', 'id', ['total_price', 'currency']],
    },
    is_event=true,
) }}
