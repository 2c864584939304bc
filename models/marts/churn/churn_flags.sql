with measured as (
    select * from {{ ref('int_churn_measures') }}
    where is_current
)

select
    customer_id,
    rule_id,
    missing_entity is null as is_computable,
    case
        when missing_entity is null
            then coalesce(is_eligible and measured_value >= threshold_value, false)
    end as is_flagged,
    description_en as rule_text_en,
    description_fr as rule_text_fr,
    missing_entity,
    case when missing_entity is null then measured_value end as measured_value,
    case when missing_entity is null then threshold_value end as threshold_value,
    horizon_days,
    case when missing_entity is null then evidence_date end as evidence_date,
    last_order_date,
    described_date as as_of_date
from measured
