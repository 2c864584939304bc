{{ staged('catalogue', 'attribute_requirement') }}
