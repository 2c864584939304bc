select
    'catalogue' as source_system,
    sku as product_id,
    currency as currency_code,
    price as price_amount,
    coalesce(compare_at_price, price) as compare_at_amount,
    valid_from,
    valid_to
from {{ ref('stg_catalogue__price') }}
