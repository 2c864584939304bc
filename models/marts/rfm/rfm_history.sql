select
    customer_id,
    rfm_segment,
    rfm_code,
    recency_days,
    recency_months,
    frequency,
    monetary_amount,
    orders_6m_count,
    net_6m_amount,
    recency_score,
    frequency_score,
    monetary_score,
    is_vip,
    last_order_date,
    described_date as month_end_date
from {{ ref('int_rfm_states') }}
where scope_type = 'overall' and is_month_end
