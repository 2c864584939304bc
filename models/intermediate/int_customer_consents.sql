-- Every word of a customer on a purpose and a channel by the evening of as_of, and how long it held. The last
-- word counts, whichever of the customer's records it came from; of words of one moment the most restrictive.
{% set changed_date = 'cast(' ~ to_local('consents.changed_at', "'" ~ var('time_zone') ~ "'") ~ ' as date)' %}

with scopes as (
    {{ consent_scopes() }}
),

-- Who asks to be erased withdraws every consent.
words as (
    select
        customer_map.customer_id,
        scopes.purpose,
        scopes.channel,
        consents.source_system,
        consents.customer_record_key,
        consents.consent_event_id,
        consents.method,
        consents.is_granted and consents.purpose = scopes.purpose as is_granted,
        consents.changed_at
    from {{ ref('consents') }} as consents
    inner join {{ ref('int_customer_map') }} as customer_map
        on consents.customer_record_key = customer_map.customer_record_key
    inner join {{ ref('int_as_of') }} as as_of
        on as_of.as_of_date >= {{ changed_date }}
    inner join scopes
        on
            (consents.purpose = scopes.purpose or (consents.purpose = 'erasure' and consents.is_granted))
            and (consents.channel in (scopes.channel, 'all') or consents.purpose = 'erasure')
),

heard as (
    {{ words_heard('words') }}
),

ranked as (
    select
        *,
        min(case when is_granted then 1 else 0 end) over same_moment
        <> max(case when is_granted then 1 else 0 end) over same_moment as is_conflict,
        row_number() over (
            partition by customer_id, purpose, channel, changed_at
            order by
                case when is_granted = (purpose = 'erasure') then 0 else 1 end,
                source_system, customer_record_key, consent_event_id
        ) as place
    from heard
    window same_moment as (partition by customer_id, purpose, channel, changed_at)
),

sequence as (
    select
        *,
        lag(is_granted) over changes as was_granted,
        lead(changed_at) over changes as valid_to
    from ranked
    where place = 1
    window changes as (partition by customer_id, purpose, channel order by changed_at)
)

select
    customer_id,
    purpose,
    channel,
    source_system,
    customer_record_key,
    method,
    is_granted,
    is_conflict,
    changed_at as valid_from,
    valid_to,
    max(case when is_granted and not coalesce(was_granted, false) then changed_at end)
        over so_far as granted_at,
    case
        when not is_granted
            then max(case when not is_granted and coalesce(was_granted, true) then changed_at end) over so_far
    end as revoked_at
from sequence
window so_far as (
    partition by customer_id, purpose, channel order by changed_at
    rows between unbounded preceding and current row
)
