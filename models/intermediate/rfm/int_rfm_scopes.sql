{{ config(materialized='view') }}

-- The customers of every evening, overall and once more within each part of the shop.
with figures as (
    select
        'overall' as scope_type,
        'all' as scope_value,
        int_rfm_figures.*
    from {{ ref('int_rfm_figures') }} as int_rfm_figures
    union all
    select * from {{ ref('int_rfm_part_figures') }}
)

select
    *,
    {{ days_between('last_order_date', 'described_date') }} as recency_days,
    {{ days_between('described_date', 'last_order_date') }} as freshness_days
from figures
