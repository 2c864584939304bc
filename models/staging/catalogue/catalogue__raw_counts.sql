{{ raw_counts_from('catalogue', {
    'product': {'entity': 'products'},
    'product_value': {},
    'attribute_requirement': {},
    'collection': {},
    'collection_product': {},
    'price': {'entity': 'price_history'},
    'stock_count': {'entity': 'stock_levels'},
    'exchange_rate': {'entity': 'exchange_rates'},
}) }}
