select
    product_id,
    manufacturer_id,
    department,
    brand,
    product_category,
    product_type,
    package_size
from {{ ref('base_complete_journey__products') }}
where quarantine_reasons is null
