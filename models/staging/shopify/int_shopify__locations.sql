-- Shops put the number of a store in front of its name: by that other systems know it.
select
    id as location_id,
    coalesce(nullif(regexp_extract(name, '^([0-9]+) ', 1), ''), cast(id as string)) as store_id,
    upper(country_code) as country_code,
    not coalesce(legacy, is_fulfillment_service, false) as is_store
from {{ ref('stg_shopify__location') }}
