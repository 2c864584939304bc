-- Orders that their lines do not add up to: lines that were refused, came late or never.
with lines as (
    select
        order_key,
        count(*) as line_count,
        sum(net_amount) as net_amount
    from {{ ref('order_lines') }}
    group by order_key
),

orders as (
    select
        orders.*,
        turnover.order_currency_turnover_amount
    from {{ ref('orders') }} as orders
    inner join {{ ref('int_order_turnover') }} as turnover
        on orders.order_key = turnover.order_key
    where {{ is_delivered_by('orders.source_system', "'order_lines'") }}
),

compared as (
    select
        orders.*,
        {{ invalid_order_reason() }} is null as is_valid,
        coalesce(lines.line_count, 0) as found_line_count,
        coalesce(lines.net_amount, 0) as lines_net_amount
    from orders
    left join lines
        on orders.order_key = lines.order_key
)

select
    order_key,
    source_system,
    order_date,
    currency_code,
    is_valid,
    cast(found_line_count as bigint) as line_count,
    cast(net_amount - lines_net_amount as decimal(18, 2)) as missing_amount
from compared
where net_amount <> lines_net_amount
