-- What is left of turnover after tax and the goods, of all lines whose cost is told. One row.
select
    {{ safe_divide('sum(net_amount) - sum(tax_amount) - sum(cost_amount)', 'sum(net_amount)') }}
        as margin_share,
    {{ safe_divide('sum(cost_amount)', 'sum(net_amount)') }} as cost_share
from {{ ref('int_goods_margins') }}
