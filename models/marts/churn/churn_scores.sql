{%- set horizons = [30, 60, 90, 365] -%}
with chances as (
    select
        {%- for days in horizons %}
        max(case when horizon_days = {{ days }} then chance end) as p_no_order_{{ days }}d,
        {%- endfor %}
        customer_id
    from {{ ref('int_churn_chances') }}
    where is_current
    group by customer_id
),

reasons as (
    select
        {%- for place in [1, 2, 3] %}
        max(case when place = {{ place }} then term end) as reason_{{ place }},
        {%- endfor %}
        customer_id
    from {{ ref('int_churn_reasons') }}
    where place <= 3
    group by customer_id
)

select
    vectors.customer_id,
    case
        when not vectors.is_eligible then 'customer_for_less_than_30_days'
        when chances.customer_id is null then 'shop_without_enough_history'
    end as ineligible_reason,
    {%- for place in [1, 2, 3] %}
    reasons.reason_{{ place }},
    {%- endfor %}
    {%- for days in horizons %}
    chances.p_no_order_{{ days }}d,
    {%- endfor %}
    chances.customer_id is not null as is_eligible,
    vectors.described_date as as_of_date
from {{ ref('int_churn_vectors') }} as vectors
left join chances
    on vectors.customer_id = chances.customer_id
left join reasons
    on vectors.customer_id = reasons.customer_id
where vectors.is_current
