{{ staged('catalogue', 'stock_count') }}
