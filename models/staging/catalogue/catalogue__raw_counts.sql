with counts as (
    {{ raw_counts_from('catalogue', {
        'product': {},
        'product_value': {},
        'attribute_requirement': {},
        'collection': {},
        'collection_product': {},
        'price': {
            'entity': 'price_history',
            'raw_amount': parse_number('price', 'decimal(18, 2)'),
            'staged_amount': 'price',
        },
        'stock_count': {'entity': 'stock_levels'},
        'exchange_rate': {'entity': 'exchange_rates'},
    }) }}
)

select * from counts
union all
{{ counted_apart('catalogue', {
    'product (articles)': {'entity': 'products', 'from': ref('stg_catalogue__product'), 'day': 'null'},
}) }}
