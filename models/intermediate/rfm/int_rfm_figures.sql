{%- set measures = {'order_count': 'bigint', 'order_6m_count': 'bigint', 'net_amount': 'decimal(18, 2)',
    'net_6m_amount': 'decimal(18, 2)'} -%}
-- One row a customer and described evening from the first valid order on: sums of all that moved until then.
with dates as (
    select * from {{ ref('int_rfm_dates') }}
),

-- They hold until the next movement, which is later by months for most: fewer rows to sum up than evenings.
totals as (
    select
        scope_type,
        scope_value,
        customer_id,
        described_date as since_date,
        coalesce(lead(described_date) over moves, date '9999-12-31') as next_date,
        {%- for measure in measures %}
        sum({{ measure }}) over until_then as {{ measure }},
        {%- endfor %}
        max(last_order_date) over until_then as last_order_date
    from {{ ref('int_rfm_movements') }}
    window
        moves as (partition by scope_type, scope_value, customer_id order by described_date),
        until_then as (
            partition by scope_type, scope_value, customer_id
            order by described_date
            rows between unbounded preceding and current row
        )
)

select
    totals.scope_type,
    totals.scope_value,
    totals.customer_id,
    dates.described_date,
    dates.is_month_end,
    dates.is_current,
    {%- for measure, type in measures.items() %}
    cast(totals.{{ measure }} as {{ type }}) as {{ measure }},
    {%- endfor %}
    totals.last_order_date
from totals
inner join dates
    on
        totals.since_date <= dates.described_date
        and totals.next_date > dates.described_date
