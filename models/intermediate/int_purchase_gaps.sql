-- One row a customer with at least two purchase days: how long the gaps between them usually are.
select
    customer_id,
    count(*) as gap_count,
    cast(median(gap_days) as double) as median_gap_days,
    cast(percentile_cont(0.9) within group (order by gap_days) as double) as p90_gap_days
from {{ ref('int_purchase_day_gaps') }}
group by customer_id
