{{ stage('shopify', 'order_line_refund',
    checks={
        'negative_quantity:quantity': "quantity < 0",
        'absurd_quantity:quantity': "quantity > 100000",
        'negative_amount:subtotal': "subtotal < 0",
        'refund_exceeds_order:subtotal': "subtotal > coalesce(parent_order_line_price * parent_order_line_quantity, parent_order_line_original_total_set_shop_amount)",
    },
    parents={
        'refund_id': ['refund', 'id'],
        'order_line_id': ['order_line', 'id', ['price', 'quantity', 'original_total_set_shop_amount']],
    },
) }}
