with delivered as (
    {{ conform('quarantined_rows') }}
)

select
    *,
    '{{ env_var("WAREHOUSE_RUN_ID", invocation_id) }}' as run_id
from delivered
