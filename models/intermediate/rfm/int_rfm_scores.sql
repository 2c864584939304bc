{{ config(materialized='view') }}

-- Figures with their tie-safe quintiles among all customers of the same scope and evening.
with figures as (
    select
        *,
        {{ days_between('last_order_date', 'described_date') }} as recency_days
    from {{ ref('int_rfm_figures') }}
)

select
    scope_type,
    scope_value,
    customer_id,
    described_date,
    is_month_end,
    is_current,
    recency_days,
    {{ full_months_between('last_order_date', 'described_date') }} as recency_months,
    order_count as frequency,
    net_amount as monetary_amount,
    order_6m_count as orders_6m_count,
    net_6m_amount,
    {#- is_current follows from the date: named here, who asks for as_of alone computes no other evening. #}
    {%- set among = 'scope_type, scope_value, described_date, is_current' %}
    {{ quintile('recency_days desc', among) }} as recency_score,
    {{ quintile('order_count', among) }} as frequency_score,
    {{ quintile('net_amount', among) }} as monetary_score,
    last_order_date
from figures
