with counted as (
    select * from {{ ref('raw_count_days') }}
)

select
    source_system,
    raw_table,
    entity,
    cast(sum(raw_row_count) as bigint) as raw_row_count,
    cast(sum(raw_amount) as decimal(18, 2)) as raw_amount,
    cast(sum(staged_row_count) as bigint) as staged_row_count,
    cast(sum(staged_amount) as decimal(18, 2)) as staged_amount,
    cast(sum(quarantined_row_count) as bigint) as quarantined_row_count,
    cast(sum(quarantined_amount) as decimal(18, 2)) as quarantined_amount
from counted
group by source_system, raw_table, entity
