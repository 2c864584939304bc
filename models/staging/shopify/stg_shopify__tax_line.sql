{{ staged('shopify', 'tax_line') }}
