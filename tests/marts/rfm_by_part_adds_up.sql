-- What a customer is worth in all brands, channels and categories is what orders and refunds say. Apart from
-- them stand orders without a brand, orders without lines, which are in no category, and lines without one.
{%- set parts = {
    'brand': 'brand is not null',
    'channel': 'channel is not null',
    'category': 'has_lines',
} %}

with lined as (
    select distinct order_key
    from {{ ref('fct_order_lines') }}
    where not coalesce(is_gift_card, false) and (quantity <> 0 or order_currency_net_amount <> 0)
),

orders as (
    select
        orders.customer_id,
        orders.brand,
        orders.channel,
        lined.order_key is not null as has_lines,
        orders.net_amount - coalesce(orders.refunded_amount, 0) as net_amount
    from {{ ref('fct_orders') }} as orders
    left join lined
        on orders.order_key = lined.order_key
    where orders.is_valid and orders.customer_id is not null
),

-- Lines without a category, less what of them was refunded.
apart as (
    select
        order_key,
        net_amount
    from {{ ref('int_order_categories') }}
    where category is null
    union all
    select
        order_key,
        -refund_amount as net_amount
    from {{ ref('int_refund_categories') }}
    where category is null
),

told as (
    {%- for part, is_there in parts.items() %}
    select
        '{{ part }}' as part_type,
        customer_id,
        net_amount
    from orders
    where {{ is_there }}
    union all
    {%- endfor %}
    select
        'category' as part_type,
        orders.customer_id,
        -apart.net_amount as net_amount
    from apart
    inner join {{ ref('fct_orders') }} as orders
        on apart.order_key = orders.order_key
    union all
    select
        part_type,
        customer_id,
        -monetary_amount as net_amount
    from {{ ref('rfm_by_part') }}
)

select
    part_type,
    customer_id,
    sum(net_amount) as difference
from told
group by part_type, customer_id
having sum(net_amount) <> 0
