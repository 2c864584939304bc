with delivered as (
    {{ conform('loyalty_members') }}
)

select
    {{ hash_key(['source_system', 'member_id']) }} as member_key,
    *
from delivered
