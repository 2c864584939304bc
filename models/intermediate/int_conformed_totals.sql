-- Rows and amount of every conformed entity that is counted, per system.
select
    source_system,
    entity,
    cast(sum(row_count) as decimal(18, 2)) as row_count,
    cast(sum(amount) as decimal(18, 2)) as amount
from {{ ref('entity_days') }}
group by source_system, entity
