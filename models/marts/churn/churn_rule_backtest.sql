{%- set counts = ['eligible_count', 'churned_count', 'flagged_count', 'flagged_churned_count',
    'flagged_customer_count'] %}
-- A rule is judged on the evenings whose horizon is over, by what was known on each and what came after it.
with judged as (
    select
        measures.customer_id,
        measures.rule_id,
        measures.described_date,
        coalesce(measures.measured_value >= measures.threshold_value, false) as is_flagged,
        {{ no_order_within('outcomes.days_to_next_order', 'measures.horizon_days') }} as is_churned
    from {{ ref('int_churn_measures') }} as measures
    inner join {{ ref('int_churn_outcomes') }} as outcomes
        on
            measures.customer_id = outcomes.customer_id
            and measures.described_date = outcomes.described_date
    where
        measures.is_month_end
        and measures.is_eligible
        and measures.missing_entity is null
        and outcomes.observed_days >= measures.horizon_days
),

-- Each evening, and all of them together.
counted as (
    select
        rule_id,
        described_date,
        count(*) as eligible_count,
        sum(case when is_churned then 1 else 0 end) as churned_count,
        sum(case when is_flagged then 1 else 0 end) as flagged_count,
        sum(case when is_flagged and is_churned then 1 else 0 end) as flagged_churned_count,
        count(distinct case when is_flagged then customer_id end) as flagged_customer_count
    from judged
    group by rollup(rule_id, described_date)
),

rules as (
    select distinct
        rule_id,
        missing_entity,
        horizon_days,
        described_date as as_of_date
    from {{ ref('int_churn_measures') }}
    where is_current
),

results as (
    select
        rules.*,
        counted.described_date,
        {%- for count in counts %}
        case when rules.missing_entity is null then coalesce(counted.{{ count }}, 0) end as {{ count }},
        {%- endfor %}
        {{ safe_divide('counted.flagged_churned_count', 'counted.flagged_count') }} as precision_rate,
        {{ safe_divide('counted.flagged_churned_count', 'counted.churned_count') }} as recall_rate,
        {{ safe_divide('counted.churned_count', 'counted.eligible_count') }} as base_rate
    from rules
    left join counted
        on rules.rule_id = counted.rule_id
)

select
    rule_id,
    case when described_date is null then 'all' else cast(described_date as string) end as period,
    missing_entity is null as is_computable,
    missing_entity,
    horizon_days,
    {%- for count in counts %}
    cast({{ count }} as bigint) as {{ count }},
    {%- endfor %}
    precision_rate,
    {{ wilson('precision_rate', 'flagged_customer_count', '-') }} as precision_low_rate,
    {{ wilson('precision_rate', 'flagged_customer_count', '+') }} as precision_high_rate,
    recall_rate,
    base_rate,
    {{ safe_divide('precision_rate', 'base_rate') }} as lift,
    described_date as month_end_date,
    as_of_date
from results
