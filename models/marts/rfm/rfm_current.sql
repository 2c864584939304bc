with customers as (
    select
        customer_id,
        purchase_state
    from {{ ref('dim_customers') }}
),

scores as (
    select * from {{ ref('int_rfm_scores') }}
),

segments as (
    select * from {{ ref('rfm_segments') }}
),

rules as (
    select *
    from {{ ref('rfm_rules') }}
    where rule_id = 'vip' and currency_code = '{{ var("reporting_currency") }}'
)

select
    customers.customer_id,
    customers.purchase_state,
    case
        when customers.purchase_state = 'never_purchased' then 'never_purchased'
        else coalesce(segments.segment, 'unknown')
    end as rfm_segment,
    cast(scores.recency_score as string)
    || cast(scores.frequency_score as string)
    || cast(scores.monetary_score as string) as rfm_code,
    scores.recency_days,
    coalesce(scores.frequency, 0) as frequency,
    coalesce(scores.purchase_day_count, 0) as purchase_day_count,
    cast(coalesce(scores.monetary_amount, 0) as decimal(18, 2)) as monetary_amount,
    coalesce(scores.orders_6m_count, 0) as orders_6m_count,
    cast(coalesce(scores.net_6m_amount, 0) as decimal(18, 2)) as net_6m_amount,
    scores.recency_score,
    scores.frequency_score,
    scores.monetary_score,
    case
        when rules.rule_id is null then null
        else coalesce(
            scores.recency_days < rules.recency_days_below
            and scores.orders_6m_count > rules.orders_above
            and scores.net_6m_amount > rules.net_amount_above,
            false
        )
    end as is_vip,
    scores.last_order_date,
    as_of.as_of_date
from customers
cross join {{ ref('int_as_of') }} as as_of
left join scores
    on customers.customer_id = scores.customer_id
left join segments
    on
        scores.recency_score between segments.recency_score_min and segments.recency_score_max
        and scores.frequency_score between segments.frequency_score_min and segments.frequency_score_max
left join rules
    on 1 = 1
