-- What stands before and after each border, per system and entity: rows and amounts that must be equal.
with raw_counts as (
    select * from {{ ref('raw_counts') }}
),

conformed as (
    select * from {{ ref('int_conformed_totals') }}
),

mart as (
    select * from {{ ref('int_mart_totals') }}
)

select
    source_system,
    raw_table as entity,
    'raw_to_staging' as border,
    'rows' as measure,
    cast(raw_row_count as decimal(18, 2)) as value_before,
    cast(staged_row_count + quarantined_row_count as decimal(18, 2)) as value_after
from raw_counts
union all
select
    source_system,
    raw_table as entity,
    'raw_to_staging' as border,
    'amount' as measure,
    raw_amount as value_before,
    staged_amount + quarantined_amount as value_after
from raw_counts
where raw_amount is not null
union all
select
    raw_counts.source_system,
    raw_counts.entity,
    'staging_to_conformed' as border,
    'rows' as measure,
    cast(raw_counts.staged_row_count as decimal(18, 2)) as value_before,
    coalesce(conformed.row_count, 0) as value_after
from raw_counts
left join conformed
    on raw_counts.source_system = conformed.source_system and raw_counts.entity = conformed.entity
where raw_counts.entity is not null
union all
select
    raw_counts.source_system,
    raw_counts.entity,
    'staging_to_conformed' as border,
    'amount' as measure,
    raw_counts.staged_amount as value_before,
    coalesce(conformed.amount, 0) as value_after
from raw_counts
left join conformed
    on raw_counts.source_system = conformed.source_system and raw_counts.entity = conformed.entity
where raw_counts.entity is not null and raw_counts.staged_amount is not null
union all
select
    source_system,
    entity,
    'conformed_to_mart' as border,
    measure,
    value_before,
    value_after
from mart
