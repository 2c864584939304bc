select
    campaign_id,
    household_id
from {{ ref('base_complete_journey__campaigns') }}
where quarantine_reasons is null
