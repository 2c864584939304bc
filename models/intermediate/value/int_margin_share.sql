-- What is left of turnover after tax and the goods, of all lines whose cost is told. One row.
with lines as (
    select
        lines.net_amount,
        lines.cost_amount,
        {{ part_of('lines.net_amount', 'coalesce(taxes.tax_share, 0)') }} as tax_amount
    from {{ ref('fct_order_lines') }} as lines
    left join {{ ref('int_order_taxes') }} as taxes
        on lines.order_key = taxes.order_key
    where lines.is_valid and lines.cost_amount is not null and not coalesce(lines.is_gift_card, false)
)

select
    {{ safe_divide('sum(net_amount) - sum(tax_amount) - sum(cost_amount)', 'sum(net_amount)') }}
        as margin_share,
    {{ safe_divide('sum(cost_amount)', 'sum(net_amount)') }} as cost_share
from lines
