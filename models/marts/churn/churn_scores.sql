{%- set horizons = [30, 60, 90, 365] -%}
-- A chance that no past evening could judge is not told.
with judged as (
    select horizon_days
    from {{ ref('churn_score_backtest') }}
    where model = 'all_terms' and period = 'all'
),

-- Each horizon has its regression, but who orders within a shorter one orders within the longer, too.
capped as (
    select
        chances.customer_id,
        chances.horizon_days,
        min(chances.chance) over (
            partition by chances.customer_id order by chances.horizon_days
        ) as chance
    from {{ ref('int_churn_chances') }} as chances
    inner join judged
        on chances.horizon_days = judged.horizon_days
    where chances.is_current
),

chances as (
    select
        {%- for days in horizons %}
        max(case when horizon_days = {{ days }} then chance end) as p_no_order_{{ days }}d,
        {%- endfor %}
        customer_id
    from capped
    group by customer_id
),

reasons as (
    select
        {%- for place in [1, 2, 3] %}
        max(case when place = {{ place }} then reason end) as reason_{{ place }},
        {%- endfor %}
        customer_id
    from {{ ref('int_churn_reasons') }}
    where place <= 3
    group by customer_id
),

purchases as (
    select * from {{ ref('int_value_forecasts') }}
    where is_current
)

select
    vectors.customer_id,
    case
        when not vectors.is_eligible then 'customer_for_less_than_30_days'
        when chances.customer_id is null then 'shop_without_enough_history'
    end as ineligible_reason,
    {%- for place in [1, 2, 3] %}
    case when chances.p_no_order_90d is not null then reasons.reason_{{ place }} end as reason_{{ place }},
    {%- endfor %}
    {%- for days in horizons %}
    chances.p_no_order_{{ days }}d,
    {%- endfor %}
    {%- for days in [90, 365] %}
    case
        when chances.customer_id is not null then round(purchases.p_no_purchase_{{ days }}d, 6)
    end as p_no_purchase_{{ days }}d,
    {%- endfor %}
    chances.customer_id is not null as is_eligible,
    vectors.described_date as as_of_date
from {{ ref('int_churn_vectors') }} as vectors
left join chances
    on vectors.customer_id = chances.customer_id
left join reasons
    on vectors.customer_id = reasons.customer_id
left join purchases
    on vectors.customer_id = purchases.customer_id
where vectors.is_current
