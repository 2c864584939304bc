select
    household_id,
    age_band,
    income_band,
    home_ownership,
    marital_status,
    household_size,
    household_composition,
    kids_count
from {{ ref('base_complete_journey__demographics') }}
where quarantine_reasons is null
