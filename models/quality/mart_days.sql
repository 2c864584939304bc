-- A day that only one side has is a difference: both sides are stacked and summed, not joined.
with facts as (
    {{ totals_by_day({
        'fct_orders': (ref('fct_orders'), 'order_date', 'net_amount + coalesce(gift_card_amount, 0)'),
        'fct_order_lines': (ref('fct_order_lines'), 'order_date', 'net_amount'),
        'fct_refunds': (ref('fct_refunds'), 'refund_date', 'refund_amount + coalesce(gift_card_amount, 0)'),
    }) }}
),

stacked as (
    select
        source_system,
        entity as mart,
        business_date,
        row_count as parent_row_count,
        amount as parent_amount,
        0 as mart_row_count,
        0 as mart_amount
    from {{ ref('int_happened_days') }}
    union all
    select
        source_system,
        entity as mart,
        business_date,
        0 as parent_row_count,
        0 as parent_amount,
        row_count as mart_row_count,
        amount as mart_amount
    from facts
)

select
    source_system,
    mart,
    business_date,
    cast(sum(parent_row_count) as bigint) as parent_row_count,
    cast(sum(mart_row_count) as bigint) as mart_row_count,
    cast(sum(parent_amount) as decimal(18, 2)) as parent_amount,
    cast(sum(mart_amount) as decimal(18, 2)) as mart_amount
from stacked
group by source_system, mart, business_date
