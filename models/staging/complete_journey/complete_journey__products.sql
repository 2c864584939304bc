select
    'complete_journey' as source_system,
    product_id,
    department,
    product_category as category,
    product_type,
    brand,
    package_size,
    manufacturer_id
from {{ ref('stg_complete_journey__products') }}
