select
    'pos' as source_system,
    store_number as store_id,
    time_zone,
    name as store_name,
    'store' as store_type,
    brand,
    city,
    postal_code,
    country as country_code,
    currency as currency_code,
    opened_on
from {{ ref('stg_pos__store') }}
