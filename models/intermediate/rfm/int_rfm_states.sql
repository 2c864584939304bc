-- Scores with the segment that the seed rfm_segments gives them and the brief's VIP rule.
with scores as (
    select * from {{ ref('int_rfm_scores') }}
),

rules as (
    select *
    from {{ ref('rfm_rules') }}
    where rule_id = 'vip' and currency_code = '{{ var("reporting_currency") }}'
)

select
    scores.*,
    coalesce(segments.segment, 'unknown') as rfm_segment,
    cast(scores.recency_score as string)
    || cast(scores.frequency_score as string)
    || cast(scores.monetary_score as string) as rfm_code,
    case
        when rules.rule_id is not null
            then
                scores.recency_days < rules.recency_days_below
                and scores.orders_6m_count > rules.orders_above
                and scores.net_6m_amount > rules.net_amount_above
    end as is_vip
from scores
left join {{ ref('rfm_segments') }} as segments
    on
        scores.recency_score between segments.recency_score_min and segments.recency_score_max
        and scores.frequency_score between segments.frequency_score_min and segments.frequency_score_max
left join rules
    on 1 = 1
