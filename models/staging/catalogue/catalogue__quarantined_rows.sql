{{ quarantined_from('catalogue', [
    'product', 'product_value', 'attribute_requirement', 'collection', 'collection_product', 'price', 'stock_count', 'exchange_rate',
]) }}
