-- The churn rules that fire, and whether one of them is worth a warning: in the shop's own past those whom it
-- flagged left more often than others. A rule without a past is believed.
with judged as (
    select
        rule_id,
        coalesce(precision_low_rate > base_rate, true) as is_believed
    from {{ ref('churn_rule_backtest') }}
    where period = 'all'
)

select
    flags.customer_id,
    {{ joined_texts('flags.rule_id') }} as churn_rules_fired,
    max(case when judged.is_believed then 1 else 0 end) = 1 as is_at_risk
from {{ ref('churn_flags') }} as flags
inner join judged
    on flags.rule_id = judged.rule_id
where flags.is_flagged
group by flags.customer_id
