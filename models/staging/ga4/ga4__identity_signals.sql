-- A log-in names the account of a device from then on only; who held it before is for identity to decide.
with events as (
    select * from {{ ref('int_ga4__events') }}
)

select
    'ga4' as source_system,
    'device' as record_type,
    user_pseudo_id as record_id,
    'account' as identifier_kind,
    'shopify' as identifier_system,
    user_id as identifier_value,
    min(timestamp) as first_seen_at,
    max(timestamp) as last_seen_at
from events
where user_pseudo_id is not null and user_id is not null
group by user_pseudo_id, user_id
