{{ flagged_from('shopify', [
    'customer', 'customer_tag', 'order', 'order_line', 'refund', 'order_line_refund',
    'order_adjustment', 'transaction', 'order_discount_code', 'discount_application',
    'discount_allocation', 'abandoned_checkout', 'product', 'product_variant', 'inventory_item',
    'inventory_level', 'inventory_quantity', 'location', 'shop', 'discount_code_basic',
    'discount_redeem_code', 'tax_line',
]) }}
