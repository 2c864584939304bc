{%- set measures = {'order_count': 'bigint', 'order_6m_count': 'bigint', 'net_amount': 'decimal(18, 2)',
    'net_6m_amount': 'decimal(18, 2)'} -%}
-- One row a customer and described evening from the first valid order on: sums of all that moved until then.
with dates as (
    select * from {{ ref('int_rfm_dates') }}
),

ends as (
    select described_date as next_date from dates
    union all
    select date '9999-12-31' as next_date
),

-- The evenings from one to the one before another. Sums are looked up by two equal dates: a join of all of
-- them by ranges would sort them.
spans as (
    select
        since.described_date as since_date,
        ends.next_date,
        dates.described_date,
        dates.is_month_end,
        dates.is_current
    from dates as since
    inner join dates
        on since.described_date <= dates.described_date
    inner join ends
        on dates.described_date < ends.next_date
),

-- They hold until the next movement, which is later by months for most: fewer rows to sum up than evenings.
totals as (
    select
        customer_id,
        described_date as since_date,
        coalesce(lead(described_date) over moves, date '9999-12-31') as next_date,
        {%- for measure, type in measures.items() %}
        cast(sum({{ measure }}) over until_then as {{ type }}) as {{ measure }},
        {%- endfor %}
        max(last_order_date) over until_then as last_order_date
    from {{ ref('int_rfm_movements') }}
    window
        moves as (partition by customer_id order by described_date),
        until_then as (
            partition by customer_id
            order by described_date
            rows between unbounded preceding and current row
        )
)

select
    totals.customer_id,
    spans.described_date,
    spans.is_month_end,
    spans.is_current,
    {%- for measure in measures %}
    totals.{{ measure }},
    {%- endfor %}
    totals.last_order_date
from totals
inner join spans
    on
        totals.since_date = spans.since_date
        and totals.next_date = spans.next_date
