{%- set measures = ['order_count', 'order_6m_count', 'returned_count', 'returned_6m_count'] -%}
-- What came back of a customer's orders by an evening, in the six months of RFM and ever. Orders of systems
-- that deliver no refunds are left out: nobody knows what came back of them.
with returned as (
    select
        order_key,
        min(refund_date) as returned_date
    from {{ ref('fct_refunds') }}
    where coalesce(refund_kind, 'other') in ('return', 'other')
    group by order_key
),

orders as (
    select
        valid_orders.customer_id,
        days.enters_on,
        days.leaves_on,
        case when returned.order_key is not null then greatest(days.enters_on, return_days.enters_on) end
            as returned_on
    from {{ ref('int_valid_orders') }} as valid_orders
    inner join {{ ref('int_rfm_days') }} as days
        on valid_orders.order_date = days.calendar_date
    left join returned
        on valid_orders.order_key = returned.order_key
    left join {{ ref('int_rfm_days') }} as return_days
        on returned.returned_date = return_days.calendar_date
    where valid_orders.refunded_amount is not null or returned.order_key is not null
),

moves as (
    {%- set places = {'enters_on': [1, 1, 0, '0'],
        'returned_on': [0, 0, 1, 'case when returned_on >= leaves_on then 0 else 1 end'],
        'leaves_on': [0, -1, 0, 'case when returned_on < leaves_on then -1 else 0 end']} %}
    {%- for place, moved in places.items() %}
    select
        customer_id,
        {{ place }} as described_date,
        {{ moved[0] }} as order_count,
        {{ moved[1] }} as order_6m_count,
        {{ moved[2] }} as returned_count,
        {{ moved[3] }} as returned_6m_count
    from orders
    where {{ place }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

moved as (
    select
        customer_id,
        described_date,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        count(*) as move_count
    from moves
    group by customer_id, described_date
)

select
    evenings.customer_id,
    {%- for measure in measures %}
    cast(sum(moved.{{ measure }}) over until_then as bigint) as {{ measure }},
    {%- endfor %}
    evenings.described_date
from {{ ref('int_rfm_figures') }} as evenings
left join moved
    on
        evenings.customer_id = moved.customer_id
        and evenings.described_date = moved.described_date
where evenings.customer_id in (select orders.customer_id from orders)
window until_then as (
    partition by evenings.customer_id order by evenings.described_date
    rows between unbounded preceding and current row
)
