with delivered as (
    {{ conform('quarantined_rows') }}
)

select
    *,
    '{{ invocation_id }}' as run_id
from delivered
