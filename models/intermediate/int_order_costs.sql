-- What the goods of an order cost, for orders of which every line tells it, and the tax within its net
-- amount. A gift card is no goods. Tax that is not told cannot be taken off.
with costs as (
    select
        order_key,
        cast(sum(cost_amount) as decimal(18, 2)) as cost_amount
    from {{ ref('fct_order_lines') }}
    where not coalesce(is_gift_card, false)
    group by order_key
    having count(*) = count(cost_amount)
)

select
    costs.order_key,
    costs.cost_amount,
    coalesce(taxes.tax_amount, 0) as tax_amount,
    coalesce(taxes.tax_share, 0) as tax_share
from costs
left join {{ ref('int_order_taxes') }} as taxes
    on costs.order_key = taxes.order_key
