-- What the goods of an order cost, for orders of which every line tells it. A gift card is no goods.
select
    order_key,
    cast(sum(cost_amount) as decimal(18, 2)) as cost_amount
from {{ ref('fct_order_lines') }}
where not coalesce(is_gift_card, false)
group by order_key
having count(*) = count(cost_amount)
