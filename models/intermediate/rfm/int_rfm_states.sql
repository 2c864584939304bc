{{ config(materialized='view') }}

-- Scores with the segment that the seed rfm_segments gives them and the brief's VIP rule.
with scores as (
    select * from {{ ref('int_rfm_scores') }}
),

numbers as (
    {%- for number in range(1, 6) %}
    select {{ number }} as score
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Looked up by equal scores: a join by ranges would sort every customer of every evening.
cells as (
    select
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score,
        cast(recency.score as string)
        || cast(frequency.score as string)
        || cast(monetary.score as string) as rfm_code,
        coalesce(segments.segment, 'unknown') as rfm_segment,
        rules.rule_id,
        rules.recency_days_below,
        rules.orders_above,
        rules.net_amount_above
    from numbers as recency
    cross join numbers as frequency
    cross join numbers as monetary
    left join {{ ref('rfm_segments') }} as segments
        on
            recency.score between segments.recency_score_min and segments.recency_score_max
            and frequency.score between segments.frequency_score_min and segments.frequency_score_max
    left join {{ ref('rfm_rules') }} as rules
        on rules.rule_id = 'vip' and rules.currency_code = '{{ var("reporting_currency") }}'
)

select
    scores.*,
    cells.rfm_segment,
    cells.rfm_code,
    case
        when cells.rule_id is not null
            then
                scores.recency_days < cells.recency_days_below
                and scores.orders_6m_count > cells.orders_above
                and scores.net_6m_amount > cells.net_amount_above
    end as is_vip
from scores
left join cells
    on
        scores.recency_score = cells.recency_score
        and scores.frequency_score = cells.frequency_score
        and scores.monetary_score = cells.monetary_score
