-- Orders and money of a customer within a part of the shop, whose past nobody asks for: on as_of. What a
-- category makes up of orders is the whole's once more.
with evening as (
    select * from {{ ref('int_rfm_dates') }}
    where is_current
),

moves as (
    {%- for part in rfm_parts() %}
    select
        '{{ part }}' as scope_type,
        {{ part }} as scope_value,
        customer_id,
        order_count,
        order_6m_count,
        net_amount,
        net_6m_amount,
        last_order_date
    from {{ ref('int_rfm_moves') }}
    where {{ part }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    moves.scope_type,
    moves.scope_value,
    moves.customer_id,
    evening.described_date,
    evening.is_month_end,
    evening.is_current,
    cast(sum(moves.order_count) as bigint) as order_count,
    cast(sum(moves.order_6m_count) as bigint) as order_6m_count,
    cast(sum(moves.net_amount) as decimal(18, 2)) as net_amount,
    cast(sum(moves.net_6m_amount) as decimal(18, 2)) as net_6m_amount,
    max(moves.last_order_date) as last_order_date
from moves
cross join evening
group by
    moves.scope_type,
    moves.scope_value,
    moves.customer_id,
    evening.described_date,
    evening.is_month_end,
    evening.is_current
