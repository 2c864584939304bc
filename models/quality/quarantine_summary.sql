with split as (
    select
        source_system,
        entity,
        {{ split_rows('reasons', ';') }} as reason
    from {{ ref('quarantined_rows') }}
)

select
    source_system,
    entity,
    reason,
    count(*) as row_count
from split
group by source_system, entity, reason
