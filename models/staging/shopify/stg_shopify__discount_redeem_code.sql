{{ staged('shopify', 'discount_redeem_code') }}
