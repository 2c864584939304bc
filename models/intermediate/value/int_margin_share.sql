-- What is left of turnover after the goods, of all lines whose cost is told. One row.
select {{ safe_divide('sum(net_amount - cost_amount)', 'sum(net_amount)') }} as margin_share
from {{ ref('fct_order_lines') }}
where is_valid and cost_amount is not null and not coalesce(is_gift_card, false)
