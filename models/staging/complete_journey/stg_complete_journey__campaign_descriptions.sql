select
    campaign_id,
    campaign_type,
    start_date,
    end_date
from {{ ref('base_complete_journey__campaign_descriptions') }}
where quarantine_reasons is null
