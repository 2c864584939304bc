select
    'catalogue' as source_system,
    sku as product_id,
    location_id,
    counted_on as stock_date,
    quantity as available_quantity
from {{ ref('stg_catalogue__stock_count') }}
