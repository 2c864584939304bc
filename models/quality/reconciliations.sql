with borders as (
    select * from {{ ref('int_border_totals') }}
)

select
    source_system,
    entity,
    border,
    measure,
    cast(value_before as decimal(18, 2)) as value_before,
    cast(value_after as decimal(18, 2)) as value_after,
    cast(value_before - value_after as decimal(18, 2)) as difference
from borders
