-- What is left of turnover after tax and the goods, of all lines whose cost is told. One row. Goods that
-- brought nothing have no share, nor have those that cost a thousand times what they brought, or less than
-- nothing: somebody mistyped.
with summed as (
    select
        sum(net_amount) as net_amount,
        sum(tax_amount) as tax_amount,
        sum(cost_amount) as cost_amount
    from {{ ref('int_goods_margins') }}
),

believed as (
    select
        *,
        {{ is_believable_cost('net_amount', 'cost_amount') }} as is_believable
    from summed
)

select
    case
        when is_believable then {{ safe_divide('net_amount - tax_amount - cost_amount', 'net_amount') }}
    end as margin_share,
    case when is_believable then {{ safe_divide('cost_amount', 'net_amount') }} end as cost_share
from believed
