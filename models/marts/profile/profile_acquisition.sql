-- How a customer came: the first touch, the first order, and what brought him or her.
with first_orders as (
    select
        customer_id,
        channel,
        brand,
        ordered_at
    from {{ ref('fct_orders') }}
    where customer_order_number = 1
),

touches as (
    select
        customer_id,
        touch_type,
        touched_at,
        {{ touch_channel() }} as channel,
        row_number() over (partition by customer_id order by touched_at, touch_key) as place
    from {{ ref('fct_touches') }}
    where customer_id is not null
)

select
    touches.customer_id,
    touches.channel as first_touch_channel,
    touches.touch_type as first_touch_type,
    first_orders.channel as first_order_channel,
    first_orders.brand as first_order_brand,
    sources.evidence,
    -- The three are of one visit or one order, never a mixture.
    {%- for name in ['source', 'medium', 'campaign'] %}
    sources.{{ name }} as acquisition_{{ name }},
    {%- endfor %}
    touches.touched_at as first_touch_at,
    first_orders.ordered_at as first_order_at
from touches
left join first_orders
    on touches.customer_id = first_orders.customer_id
left join {{ ref('int_acquisition_sources') }} as sources
    on touches.customer_id = sources.customer_id
where touches.place = 1
