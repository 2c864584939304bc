-- Who registers twice with one address is one registrant; an experiment names the account in the shop.
with registrations as (
    select
        'registrant-' || registrant_id as record_id,
        email,
        registered_at
    from {{ ref('stg_marketing__webinar_registration') }}
    where email is not null
),

exposures as (
    select
        unit_id as account_id,
        exposed_at
    from {{ ref('stg_marketing__experiment_exposure') }}
    where unit_type = 'customer'
)

select
    'marketing' as source_system,
    'customer' as record_type,
    record_id,
    'email' as identifier_kind,
    cast(null as string) as identifier_system,
    email as identifier_value,
    min(registered_at) as first_seen_at,
    max(registered_at) as last_seen_at
from registrations
group by record_id, email
union all
select
    'marketing' as source_system,
    'customer' as record_type,
    'account-' || account_id as record_id,
    'account' as identifier_kind,
    'shopify' as identifier_system,
    account_id as identifier_value,
    min(exposed_at) as first_seen_at,
    max(exposed_at) as last_seen_at
from exposures
group by account_id
