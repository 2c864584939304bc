-- Decisions by hand as pairs of nodes: two records of one customer, a record without an identifier, or two
-- records that a suggestion is not followed for.
with decisions as (
    select
        decisions.*,
        phones.e164
    from {{ ref('identity_decisions') }} as decisions
    left join {{ ref('int_identity_records') }} as records
        on
            decisions.source_system = records.source_system
            and decisions.record_type = records.record_type
            and decisions.record_id = records.record_id
    left join {{ ref('int_phone_numbers') }} as phones
        on
            decisions.identifier_value = phones.phone
            and coalesce(records.country_code, '') = phones.country_code
)

select distinct
    decision_id,
    decision,
    {{ record_key('source_system', 'record_type', 'record_id') }} as record_key,
    case
        when decision in ('link', 'refuse')
            then {{ record_key('other_source_system', 'other_record_type', 'other_record_id') }}
        when identifier_kind in ('account', 'external_id')
            then {{ hash_key(['other_source_system', 'other_record_id']) }}
        else {{ hash_key(["'identifier'", 'identifier_kind', normalised_identifier(
            'identifier_kind', 'identifier_value', 'e164'
        )]) }}
    end as identifier_key
from decisions
