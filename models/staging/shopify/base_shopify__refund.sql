{{ stage('shopify', 'refund',
    checks={
        'refund_exceeds_order:total_refunded_set_shop_amount': "total_refunded_set_shop_amount > parent_order_total_price",
    },
    parents={
        'order_id': ['order', 'id', ['total_price']],
    },
    is_event=true,
) }}
