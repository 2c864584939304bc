{%- set names = ['source_system', 'raw_table', 'entity', 'business_date'] -%}
{%- set rows = ['raw_row_count', 'staged_row_count', 'quarantined_row_count'] -%}
{%- set amounts = ['raw_amount', 'staged_amount', 'quarantined_amount'] -%}
with counted as (
    select
        {{ (names + rows + amounts) | join(', ') }},
        is_compared
    from {{ ref('raw_days') }}
    union all
    select
        {{ (names + rows + amounts) | join(', ') }},
        {{ is_delivered_by('source_system', 'entity') }} as is_compared
    from {{ ref('raw_count_days') }}
    where is_by_day
),

landed as (
    select
        {%- for count in rows %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        {%- for amount in amounts %}
        cast(sum({{ amount }}) as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        {{ names | join(', ') }},
        is_compared
    from counted
    group by {{ names | join(', ') }}, is_compared
),

compared as (
    select
        source_system,
        entity,
        raw_table,
        case when count(staged_amount) > 0 and {{ has_amount('entity') }} then 0 end as no_amount
    from landed
    where is_compared
    group by source_system, entity, raw_table
),

-- A day that only one side has is a difference: both sides are stacked and summed, not joined.
stacked as (
    select
        {{ (names + rows + amounts) | join(', ') }},
        case when is_compared then 0 end as conformed_row_count,
        case
            when is_compared and staged_amount is not null and {{ has_amount('entity') }} then 0
        end as conformed_amount
    from landed
    union all
    select
        compared.source_system,
        compared.raw_table,
        compared.entity,
        entity_days.business_date,
        {%- for count in rows %}
        0 as {{ count }},
        {%- endfor %}
        {%- for amount in amounts %}
        compared.no_amount as {{ amount }},
        {%- endfor %}
        entity_days.row_count as conformed_row_count,
        -- An amount that the raw table does not tell is compared with nothing.
        entity_days.amount + compared.no_amount as conformed_amount
    from compared
    inner join {{ ref('entity_days') }} as entity_days
        on compared.source_system = entity_days.source_system and compared.entity = entity_days.entity
)

select
    source_system,
    raw_table,
    entity,
    {%- for count in rows + ['conformed_row_count'] %}
    cast(sum({{ count }}) as bigint) as {{ count }},
    {%- endfor %}
    {%- for amount in amounts + ['conformed_amount'] %}
    cast(sum({{ amount }}) as decimal(18, 2)) as {{ amount }},
    {%- endfor %}
    business_date
from stacked
group by {{ names | join(', ') }}
having
    business_date is not null
    or sum(raw_row_count) + sum(staged_row_count) + coalesce(sum(conformed_row_count), 0) > 0
