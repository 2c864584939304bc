select distinct
    'complete_journey' as source_system,
    store_id,
    '{{ var("time_zone") }}' as time_zone
from {{ ref('stg_complete_journey__transactions') }}
where store_id is not null
