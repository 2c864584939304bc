{{ config(materialized='view') }}
-- Each record and identifier with the rule of its kind, or with why the value itself says nothing.
with signals as (
    select * from {{ ref('int_identity_signals') }}
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
    coalesce(signals.identifier_key, signals.record_key) as part_key,
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
        when signals.is_blocked then 'blocked_value'
        when not rules.is_linking then 'kind_does_not_link'
    end as refused_reason
from signals
inner join {{ ref('identity_rules') }} as rules
    on signals.identifier_kind = rules.identifier_kind
left join unlinked
    on signals.record_key = unlinked.record_key and signals.identifier_key = unlinked.identifier_key
