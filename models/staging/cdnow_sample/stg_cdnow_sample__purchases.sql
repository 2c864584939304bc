select
    line_number,
    customer_id,
    cd_count,
    dollar_amount,
    purchase_date
from {{ ref('base_cdnow_sample__purchases') }}
where quarantine_reasons is null
