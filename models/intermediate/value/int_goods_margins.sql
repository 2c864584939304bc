-- What goods brought and cost in each currency of orders, of all lines whose cost is told.
with lines as (
    select
        orders.currency_code,
        lines.order_key,
        lines.net_amount,
        lines.cost_amount,
        {{ part_of('lines.net_amount', 'coalesce(taxes.tax_share, 0)') }} as tax_amount
    from {{ ref('fct_order_lines') }} as lines
    inner join {{ ref('fct_orders') }} as orders
        on lines.order_key = orders.order_key
    left join {{ ref('int_order_taxes') }} as taxes
        on lines.order_key = taxes.order_key
    where lines.is_valid and lines.cost_amount is not null and not coalesce(lines.is_gift_card, false)
)

select
    currency_code,
    count(distinct order_key) as costed_order_count,
    cast(sum(net_amount) as decimal(18, 2)) as net_amount,
    cast(sum(tax_amount) as decimal(18, 2)) as tax_amount,
    cast(sum(cost_amount) as decimal(18, 2)) as cost_amount
from lines
group by currency_code
