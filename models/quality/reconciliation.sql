{% set borders = ['raw', 'staged', 'quarantined'] %}
-- depends_on: {{ ref('raw_counts') }}
with raw_days as (
    {{ raw_days() }}
),

landed as (
    select
        source_system,
        raw_table,
        entity,
        business_date,
        is_compared,
        {%- for border in borders %}
        cast(sum({{ border }}_row_count) as bigint) as {{ border }}_row_count,
        cast(sum({{ border }}_amount) as decimal(18, 2)) as {{ border }}_amount{{ ',' if not loop.last }}
        {%- endfor %}
    from raw_days
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
        {%- for border in borders %}
        {{ border }}_row_count,
        {{ border }}_amount,
        {%- endfor %}
        case when is_compared then 0 end as conformed_row_count,
        case when is_compared and staged_amount is not null and {{ has_amount('entity') }} then 0 end as conformed_amount
    from landed
    union all
    select
        source_system,
        raw_table,
        entity,
        business_date,
        {%- for border in borders %}
        0 as {{ border }}_row_count,
        cast(null as decimal(18, 2)) as {{ border }}_amount,
        {%- endfor %}
        row_count as conformed_row_count,
        amount as conformed_amount
    from conformed
)

select
    source_system,
    raw_table,
    entity,
    business_date,
    {%- for border in borders + ['conformed'] %}
    cast(sum({{ border }}_row_count) as bigint) as {{ border }}_row_count,
    {%- endfor %}
    {%- for border in borders + ['conformed'] %}
    cast(sum({{ border }}_amount) as decimal(18, 2)) as {{ border }}_amount{{ ',' if not loop.last }}
    {%- endfor %}
from stacked
group by source_system, raw_table, entity, business_date
