-- Each record and identifier with the rule of its kind, or with why the value itself says nothing.
with signals as (
    select * from {{ ref('int_identity_signals') }}
),

distinct_values as (
    select distinct
        identifier_kind,
        identifier_value
    from signals
),

patterns as (
    select
        identifier_kind,
        pattern
    from {{ ref('identity_blocked_values') }}
    union all
    select
        'email' as identifier_kind,
        '{{ placeholder_email_pattern() }}' as pattern
),

blocked as (
    select distinct
        told.identifier_kind,
        told.identifier_value
    from distinct_values as told
    inner join patterns
        on
            told.identifier_kind = patterns.identifier_kind
            and {{ matches_column('told.identifier_value', 'patterns.pattern') }}
),

unlinked as (
    select distinct
        record_key,
        identifier_key
    from {{ ref('int_identity_decisions') }}
    where decision = 'unlink'
)

select
    signals.record_key,
    signals.identifier_key,
    signals.identifier_kind,
    signals.first_seen_at,
    rules.strength,
    rules.max_values_per_record,
    rules.max_values_beside,
    rules.max_days_between,
    rules.max_birth_dates,
    rules.max_places,
    case
        when signals.identifier_value is null then 'unreadable_value'
        when unlinked.record_key is not null then 'unlinked_by_hand'
        when blocked.identifier_value is not null then 'blocked_value'
        when not rules.is_linking then 'kind_does_not_link'
    end as refused_reason
from signals
inner join {{ ref('identity_rules') }} as rules
    on signals.identifier_kind = rules.identifier_kind
left join blocked
    on
        signals.identifier_kind = blocked.identifier_kind
        and signals.identifier_value = blocked.identifier_value
left join unlinked
    on signals.record_key = unlinked.record_key and signals.identifier_key = unlinked.identifier_key
