with delivered as (
    {{ conform('loyalty_tier_changes') }}
)

select
    {{ hash_key(['source_system', 'member_id']) }} as member_key,
    *
from delivered
