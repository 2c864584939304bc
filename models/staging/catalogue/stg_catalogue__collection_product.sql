{{ staged('catalogue', 'collection_product') }}
