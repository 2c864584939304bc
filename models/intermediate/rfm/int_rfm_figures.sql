-- One row a customer and described evening from the first valid order on: sums of all that moved until then.
with movements as (
    select * from {{ ref('int_rfm_movements') }}
),

customers as (
    select
        scope_type,
        scope_value,
        customer_id,
        min(described_date) as first_date
    from movements
    group by scope_type, scope_value, customer_id
),

evenings as (
    select
        customers.scope_type,
        customers.scope_value,
        customers.customer_id,
        dates.described_date,
        dates.is_month_end,
        dates.is_current
    from customers
    inner join {{ ref('int_rfm_dates') }} as dates
        on customers.first_date <= dates.described_date
)

select
    evenings.*,
    {%- for measure in ['order_count', 'order_6m_count', 'net_amount', 'net_6m_amount'] %}
    sum(movements.{{ measure }}) over until_then as {{ measure }},
    {%- endfor %}
    max(movements.last_order_date) over until_then as last_order_date
from evenings
left join movements
    on
        evenings.scope_type = movements.scope_type
        and evenings.scope_value = movements.scope_value
        and evenings.customer_id = movements.customer_id
        and evenings.described_date = movements.described_date
window until_then as (
    partition by evenings.scope_type, evenings.scope_value, evenings.customer_id
    order by evenings.described_date
    rows between unbounded preceding and current row
)
