{{ stage('klaviyo', 'event', checks={
    'not_a_number:property_value': "property_value is not null and not "
        ~ matches('property_value', '^[€$£]? *-?[0-9]{1,3}([ ,]?[0-9]{3})*([.][0-9]+)? *([€$£]|[A-Z]{3})?$'),
    'unknown_currency:property_currency_code': "property_currency_code is not null and not "
        ~ is_currency('property_currency_code'),
    'negative_quantity:property_quantity': 'property_quantity < 0',
    'absurd_quantity:property_quantity': 'property_quantity > 100000',
}, parents={'metric_id': ['metric', 'id']}, is_event=true) }}
