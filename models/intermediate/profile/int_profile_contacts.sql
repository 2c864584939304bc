-- The e-mail addresses and phone numbers of each record that identity takes for somebody's own.
with told as (
    select
        source_system,
        record_type,
        record_id,
        identifier_kind,
        identifier_value,
        is_verified,
        first_seen_at,
        last_seen_at
    from {{ ref('identity_signals') }}
    where identifier_kind in ('email', 'phone') and record_type <> 'device'
    {%- for kind, verified in [('email', 'is_email_verified'), ('phone', 'cast(null as boolean)')] %}
    union all
    select
        source_system,
        'customer' as record_type,
        customer_record_id as record_id,
        '{{ kind }}' as identifier_kind,
        {{ kind }} as identifier_value,
        {{ verified }} as is_verified,
        coalesce(created_at, cast(first_seen_date as timestamp)) as first_seen_at,
        updated_at as last_seen_at
    from {{ ref('customer_records') }}
    where {{ kind }} is not null and not coalesce(is_deleted, false)
    {%- endfor %}
),

compared as (
    select
        records.record_key,
        records.source_system,
        told.identifier_kind,
        told.identifier_value,
        {{ normalised_identifier(
            'told.identifier_kind', 'told.identifier_value', 'phones.e164'
        ) }} as compared_value,
        told.is_verified,
        {{ last_seen_by_as_of('told.first_seen_at', 'told.last_seen_at') }} as observed_at
    from told
    inner join {{ ref('int_identity_records') }} as records
        on
            told.source_system = records.source_system
            and told.record_type = records.record_type
            and told.record_id = records.record_id
    cross join {{ ref('int_as_of') }} as as_of
    left join {{ ref('int_phone_numbers') }} as phones
        on
            told.identifier_value = phones.phone
            and coalesce(records.country_code, '') = phones.country_code
    where {{ seen_by_as_of('told.first_seen_at') }}
),

keyed as (
    select
        *,
        {{ hash_key(["'identifier'", 'identifier_kind', 'compared_value']) }} as identifier_key
    from compared
)

select
    keyed.record_key,
    keyed.source_system,
    keyed.identifier_kind as field,
    -- Mail goes to the address as it was told; a number is dialled in full.
    case keyed.identifier_kind
        when 'email' then lower(trim(keyed.identifier_value))
        else keyed.compared_value
    end as value,
    keyed.is_verified,
    keyed.observed_at
from keyed
-- A value without a key cannot be an identifier.
inner join {{ ref('int_identity_edges') }} as edges
    on keyed.record_key = edges.record_key and keyed.identifier_key = edges.identifier_key
where coalesce(edges.refused_reason, 'kind_does_not_link') = 'kind_does_not_link'
