-- The state of today with the time of its last change. Old rows have the older columns only. Who
-- unsubscribed at an unknown time did by the last edit. A yes without a time is not proven; a no of
-- the older columns is the default.
with consents as (
    select
        id as customer_id,
        case
            when email_marketing_consent_state is null then accepts_marketing
            when lower(email_marketing_consent_state) = 'subscribed' then true
            when lower(email_marketing_consent_state) in ('unsubscribed', 'redacted') then false
        end as is_granted,
        case
            when email_marketing_consent_state is null then marketing_opt_in_level
            else email_marketing_consent_opt_in_level
        end as method,
        case
            when email_marketing_consent_state is null then accepts_marketing_updated_at
            else coalesce(
                email_marketing_consent_consent_updated_at,
                email_marketing_consent_updated_at,
                case
                    when lower(email_marketing_consent_state) in ('unsubscribed', 'redacted')
                        then coalesce(updated_at, created_at)
                end
            )
        end as changed_at
    from {{ ref('stg_shopify__customer') }}
),

requests as (
    select
        id as customer_id,
        metafield_erasure_requested_at as changed_at
    from {{ ref('stg_shopify__customer') }}
    where metafield_erasure_requested_at is not null
)

select
    'shopify' as source_system,
    cast(customer_id as string) || '-email' as consent_event_id,
    cast(customer_id as string) as customer_record_id,
    'marketing' as purpose,
    'email' as channel,
    is_granted,
    lower(method) as method,
    changed_at
from consents
where is_granted is not null and changed_at is not null
union all
select
    'shopify' as source_system,
    cast(customer_id as string) || '-erasure' as consent_event_id,
    cast(customer_id as string) as customer_record_id,
    'erasure' as purpose,
    'all' as channel,
    true as is_granted,
    'request' as method,
    changed_at
from requests
