{{ config(**materialized_by_key('record_key', "{{ forget_empty_rows('identifier_kind') }}")) }}
-- The identifiers of each record as they are compared, and the node of the graph that each of them is. What a
-- record is told with is read once, and again when it or a pattern changes.
with told as (
    select * from {{ ref('int_identity_told') }}
),

patterns as (
    {{ blocked_patterns() }}
),

changed as (
    {{ told_otherwise('told', 'patterns') }}
),

compared as (
    select
        changed.*,
        {{ normalised_identifier('changed.identifier_kind', 'changed.identifier_value', 'phones.e164') }}
            as compared_value,
        changed.identifier_kind = 'phone' and phones.phone is null as is_unread
    from changed
    left join {{ ref('int_phone_numbers') }} as phones
        on
            case when changed.identifier_kind = 'phone' then changed.identifier_value end = phones.phone
            and changed.country_code = phones.country_code
),

distinct_values as (
    select distinct
        identifier_kind,
        compared_value
    from compared
),

blocked as (
    select distinct
        one.identifier_kind,
        one.compared_value
    from distinct_values as one
    inner join patterns
        on
            one.identifier_kind = patterns.identifier_kind
            and {{ matches_column('one.compared_value', 'patterns.pattern') }}
)

select
    compared.record_key,
    compared.identifier_kind,
    compared.identifier_system,
    compared.compared_value as identifier_value,
    case
        -- An account is a record of another system: the two are one node.
        when compared.identifier_system is not null
            then {{ hash_key(['compared.identifier_system', 'compared.compared_value']) }}
        else {{ hash_key(["'identifier'", 'compared.identifier_kind', 'compared.compared_value']) }}
    end as identifier_key,
    min(compared.first_seen_at) as first_seen_at,
    max(blocked.compared_value) is not null as is_blocked,
    -- What int_phone_numbers has not read yet is looked for again by the next run.
    case when bool_or(compared.is_unread) then 0 else max(compared.told_fingerprint) end as told_fingerprint
from compared
left join blocked
    on
        compared.identifier_kind = blocked.identifier_kind
        and compared.compared_value = blocked.compared_value
group by
    compared.record_key, compared.identifier_kind, compared.identifier_system, compared.compared_value
