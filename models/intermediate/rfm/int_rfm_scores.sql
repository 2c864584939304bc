{{ config(materialized='view') }}

-- Figures with their tie-safe quintiles among all customers of the same scope and evening.
select
    figures.scope_type,
    figures.scope_value,
    figures.customer_id,
    figures.described_date,
    figures.is_month_end,
    figures.is_current,
    figures.recency_days,
    {{ full_months_between('figures.last_order_date', 'figures.described_date') }} as recency_months,
    figures.order_count as frequency,
    figures.net_amount as monetary_amount,
    figures.order_6m_count as orders_6m_count,
    figures.net_6m_amount,
    {{ quintile('freshness_days') }} as recency_score,
    {{ quintile('order_count') }} as frequency_score,
    {{ quintile('net_amount') }} as monetary_score,
    figures.last_order_date
from {{ ref('int_rfm_scopes') }} as figures
inner join {{ ref('int_rfm_fifths') }} as fifths
    on
        figures.scope_type = fifths.scope_type
        and figures.scope_value = fifths.scope_value
        and figures.described_date = fifths.described_date
