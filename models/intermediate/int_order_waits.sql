-- One row a purchase day of a customer: how long the next one was waited for, and whether it came.
with waits as (
    select
        customer_id,
        row_number() over (partition by customer_id order by order_date) as purchase_day_number,
        gap_days as duration_days,
        1 as is_event
    from {{ ref('int_purchase_day_gaps') }}
    union all
    select
        customer_id,
        purchase_day_count as purchase_day_number,
        days_since_last_order as duration_days,
        0 as is_event
    from {{ ref('int_customer_orders') }}
)

select
    *,
    case
        when purchase_day_number >= 4 then 'purchase_day_4_or_later'
        else 'purchase_day_' || cast(purchase_day_number as string)
    end as stratum
from waits
