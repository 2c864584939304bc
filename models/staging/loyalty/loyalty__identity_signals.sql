-- The member row tells what holds now: seen from joining to the last change.
with kinds as (
    select 'email' as identifier_kind
    union all
    select 'phone'
    union all
    select 'loyalty_card'
    union all
    select 'external_id'
),

identifiers as (
    select
        members.memberid,
        kinds.identifier_kind,
        case kinds.identifier_kind
            when 'email' then members.email
            when 'phone' then members.phone
            when 'loyalty_card' then members.loyaltycardnumber
            else members.shopifycustomerid
        end as identifier_value,
        members.createdat,
        members.updatedat
    from {{ ref('stg_loyalty__member') }} as members
    cross join kinds
)

select
    'loyalty' as source_system,
    'customer' as record_type,
    memberid as record_id,
    identifier_kind,
    case when identifier_kind = 'external_id' then 'shopify' end as identifier_system,
    identifier_value,
    createdat as first_seen_at,
    greatest(createdat, coalesce(updatedat, createdat)) as last_seen_at
from identifiers
where identifier_value is not null
