-- Who marks a message as spam wants no more of them.
with changes as (
    select
        message_event_id as consent_event_id,
        person_id as customer_record_id,
        message_channel as channel,
        event_type = 'subscribed' as is_granted,
        type_name as method,
        occurred_at as changed_at
    from {{ ref('int_klaviyo__message_events') }}
    where event_type in ('subscribed', 'unsubscribed', 'complained') and person_id is not null
),

numbered as (
    select
        *,
        row_number() over (
            partition by customer_record_id, channel
            order by changed_at desc, case when is_granted then 1 else 0 end asc, consent_event_id desc
        ) as number_from_last
    from changes
),

-- What a profile states counts where no event tells the same, or a later change; of one moment the no counts.
stated as (
    select
        stated.person_id || '-' || stated.channel as consent_event_id,
        stated.person_id as customer_record_id,
        stated.channel,
        stated.is_granted,
        'profile' as method,
        stated.changed_at
    from {{ ref('int_klaviyo__profile_consents') }} as stated
    left join numbered
        on
            stated.person_id = numbered.customer_record_id
            and stated.channel = numbered.channel
            and numbered.number_from_last = 1
    where
        numbered.changed_at is null
        or (
            stated.is_granted <> numbered.is_granted
            and (
                stated.changed_at > numbered.changed_at
                or (stated.changed_at = numbered.changed_at and not stated.is_granted)
            )
        )
),

all_changes as (
    select * from changes
    union all
    select * from stated
    union all
    select * from {{ ref('int_klaviyo__erasure_requests') }}
)

select
    'klaviyo' as source_system,
    case when all_changes.channel = 'all' then 'erasure' else 'marketing' end as purpose,
    all_changes.*
from all_changes
