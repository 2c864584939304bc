-- The last line that each customer asked to return by the evening of as_of; requests taken back do not count.
with requests as (
    select
        orders.customer_id,
        returns.reason_code,
        {{ shop_date('returns.requested_at') }} as requested_date,
        row_number() over (
            partition by orders.customer_id
            order by
                returns.requested_at desc, returns.source_system asc,
                returns.return_id asc, returns.return_line_id asc
        ) as place
    from {{ ref('returns') }} as returns
    inner join {{ ref('fct_orders') }} as orders
        on
            returns.order_id = orders.order_id
            and coalesce(returns.order_source_system, returns.source_system) = orders.source_system
    inner join {{ ref('int_as_of') }} as as_of
        on {{ shop_date('returns.requested_at') }} <= as_of.as_of_date
    where orders.customer_id is not null and returns.return_status <> 'cancelled'
)

select
    customer_id,
    reason_code as return_reason,
    requested_date
from requests
where place = 1
