{{ stage('shopify', 'order_adjustment',
    checks={
        'refund_exceeds_order:amount': "-amount > parent_order_total_price",
    },
    parents={
        'refund_id': ['refund', 'id'],
        'order_id': ['order', 'id', ['total_price']],
    },
) }}
