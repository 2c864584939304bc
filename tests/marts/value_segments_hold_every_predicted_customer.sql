-- Whoever has a predicted value has a segment.
select customers.customer_id
from {{ ref('clv_customers') }} as customers
left join {{ ref('value_segments') }} as segments
    on customers.customer_id = segments.customer_id
where (customers.discounted_12m_amount is not null) <> (segments.customer_id is not null)
