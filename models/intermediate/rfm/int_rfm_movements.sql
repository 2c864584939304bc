-- What changes for a customer from one described evening to the next.
select
    customer_id,
    described_date,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(order_6m_count) as bigint) as order_6m_count,
    cast(sum(net_amount) as decimal(18, 2)) as net_amount,
    cast(sum(net_6m_amount) as decimal(18, 2)) as net_6m_amount,
    max(last_order_date) as last_order_date
from {{ ref('int_rfm_moves') }}
where category is null
group by customer_id, described_date
