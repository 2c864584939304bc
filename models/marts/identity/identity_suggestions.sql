-- Nobody has asked for suggestions until `warehouse identity suggest` has been run: then there are none.
with suggested as (
    {{ suggested_pairs() }}
),

decided as (
    select
        least(record_key, identifier_key) as first_key,
        greatest(record_key, identifier_key) as last_key,
        min(case when decision = 'link' then decision_id end) as link_id,
        min(case when decision = 'refuse' then decision_id end) as refusal_id
    from {{ ref('int_identity_decisions') }}
    where decision in ('link', 'refuse')
    group by least(record_key, identifier_key), greatest(record_key, identifier_key)
)

select
    suggested.record_key,
    suggested.other_record_key,
    one.source_system,
    other.source_system as other_source_system,
    one.customer_record_id as record_id,
    other.customer_record_id as other_record_id,
    one.customer_id,
    other.customer_id as other_customer_id,
    case
        when decided.link_id is not null then 'accepted'
        when decided.refusal_id is not null then 'refused'
        when one.customer_id = other.customer_id then 'already_same_customer'
        else 'open'
    end as suggestion_state,
    coalesce(decided.link_id, decided.refusal_id) as decision_id,
    suggested.compared_fields,
    suggested.agreeing_fields,
    suggested.match_weight,
    suggested.match_probability,
    suggested.suggested_on
from suggested
inner join {{ ref('int_as_of') }} as as_of
    on suggested.suggested_on <= as_of.as_of_date
inner join {{ ref('int_customer_map') }} as one
    on suggested.record_key = one.customer_record_key
inner join {{ ref('int_customer_map') }} as other
    on suggested.other_record_key = other.customer_record_key
left join decided
    on
        least(suggested.record_key, suggested.other_record_key) = decided.first_key
        and greatest(suggested.record_key, suggested.other_record_key) = decided.last_key
