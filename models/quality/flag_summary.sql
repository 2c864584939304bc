with split as (
    select
        source_system,
        entity,
        {{ split_rows('flags', ';') }} as flag
    from {{ ref('flagged_rows') }}
)

select
    source_system,
    entity,
    flag,
    count(*) as row_count
from split
group by source_system, entity, flag
