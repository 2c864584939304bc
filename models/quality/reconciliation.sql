{%- set counts = [
    'raw_row_count', 'staged_row_count', 'quarantined_row_count',
    'raw_amount', 'staged_amount', 'quarantined_amount',
] -%}
with counted as (
    select
        source_system,
        raw_table,
        entity,
        business_date,
        is_compared,
        {{ counts | join(', ') }}
    from {{ ref('raw_days') }}
    union all
    select
        source_system,
        raw_table,
        entity,
        business_date,
        {{ is_delivered_by('source_system', 'entity') }} as is_compared,
        {{ counts | join(', ') }}
    from {{ ref('raw_count_days') }}
    where is_by_day
),

landed as (
    select
        source_system,
        raw_table,
        entity,
        business_date,
        is_compared,
        cast(sum(raw_row_count) as bigint) as raw_row_count,
        cast(sum(staged_row_count) as bigint) as staged_row_count,
        cast(sum(quarantined_row_count) as bigint) as quarantined_row_count,
        cast(sum(raw_amount) as decimal(18, 2)) as raw_amount,
        cast(sum(staged_amount) as decimal(18, 2)) as staged_amount,
        cast(sum(quarantined_amount) as decimal(18, 2)) as quarantined_amount
    from counted
    group by source_system, raw_table, entity, business_date, is_compared
),

compared as (
    select
        source_system,
        entity,
        raw_table
    from landed
    where is_compared
    group by source_system, entity, raw_table
),

conformed as (
    select
        compared.source_system,
        compared.raw_table,
        compared.entity,
        entity_days.business_date,
        entity_days.row_count,
        entity_days.amount
    from compared
    inner join {{ ref('entity_days') }} as entity_days
        on compared.source_system = entity_days.source_system and compared.entity = entity_days.entity
),

-- A day that only one side has is a difference: both sides are stacked and summed, not joined.
stacked as (
    select
        source_system,
        raw_table,
        entity,
        business_date,
        raw_row_count,
        staged_row_count,
        quarantined_row_count,
        raw_amount,
        staged_amount,
        quarantined_amount,
        case when is_compared then 0 end as conformed_row_count,
        case
            when is_compared and staged_amount is not null and {{ has_amount('entity') }} then 0
        end as conformed_amount
    from landed
    union all
    select
        source_system,
        raw_table,
        entity,
        business_date,
        0 as raw_row_count,
        0 as staged_row_count,
        0 as quarantined_row_count,
        cast(null as decimal(18, 2)) as raw_amount,
        cast(null as decimal(18, 2)) as staged_amount,
        cast(null as decimal(18, 2)) as quarantined_amount,
        row_count as conformed_row_count,
        amount as conformed_amount
    from conformed
)

select
    source_system,
    raw_table,
    entity,
    business_date,
    cast(sum(raw_row_count) as bigint) as raw_row_count,
    cast(sum(staged_row_count) as bigint) as staged_row_count,
    cast(sum(quarantined_row_count) as bigint) as quarantined_row_count,
    cast(sum(conformed_row_count) as bigint) as conformed_row_count,
    cast(sum(raw_amount) as decimal(18, 2)) as raw_amount,
    cast(sum(staged_amount) as decimal(18, 2)) as staged_amount,
    cast(sum(quarantined_amount) as decimal(18, 2)) as quarantined_amount,
    cast(sum(conformed_amount) as decimal(18, 2)) as conformed_amount
from stacked
group by source_system, raw_table, entity, business_date
having
    business_date is not null
    or sum(raw_row_count) + sum(staged_row_count) + coalesce(sum(conformed_row_count), 0) > 0
