-- Every decision by hand says what to do, with which records, and these exist (maybe after as_of only).
{% set unclear %}
with later as (
    select
        'customer' as record_type,
        records.source_system,
        records.customer_record_id as record_id
    from {{ ref('customer_records') }} as records
    inner join {{ ref('int_as_of') }} as as_of on records.first_seen_date > as_of.as_of_date
    union all
    select
        kinds.record_type,
        orders.source_system,
        case kinds.record_type when 'order' then orders.order_id else orders.customer_record_id end as record_id
    from {{ ref('orders') }} as orders
    inner join {{ ref('int_as_of') }} as as_of on orders.order_date > as_of.as_of_date
    cross join (select 'order' as record_type union all select 'customer' as record_type) as kinds
),

known as (
    select
        record_type,
        source_system,
        record_id
    from {{ ref('int_identity_records') }}
    union
    select
        record_type,
        source_system,
        record_id
    from later
),

decisions as (
    select
        decisions.*,
        records.record_id is not null as is_known,
        others.record_id is not null as is_other_known,
        rules.identifier_kind is not null as is_kind_known,
        coalesce(decisions.identifier_kind in ('account', 'external_id'), false) as is_account
    from {{ ref('identity_decisions') }} as decisions
    left join known as records
        on
            decisions.source_system = records.source_system
            and decisions.record_type = records.record_type
            and decisions.record_id = records.record_id
    left join known as others
        on
            decisions.other_source_system = others.source_system
            and decisions.other_record_type = others.record_type
            and decisions.other_record_id = others.record_id
    left join {{ ref('identity_rules') }} as rules
        on decisions.identifier_kind = rules.identifier_kind
),

judged as (
    select
        decision_id as row_name,
        case
            when decision is null or decision not in ('link', 'unlink', 'refuse')
                then 'write link, unlink or refuse as decision.'
            when not is_known
                then 'there is no such record; write source_system, record_type (customer or order) and record_id'
                || ' as identity_map does, or take the row out.'
            when decision in ('link', 'refuse') and not is_other_known
                then 'there is no such other record; write other_source_system, other_record_type (customer or order)'
                || ' and other_record_id as identity_map does, or take the row out.'
            when decision in ('link', 'refuse')
                then case
                    when source_system = other_source_system
                        and record_type = other_record_type and record_id = other_record_id
                        then 'a record is linked with itself; write another other_record_id.'
                end
            when not is_kind_known then 'write one of the kinds of the seed identity_rules as identifier_kind.'
            when is_account and (other_source_system is null or other_record_id is null)
                then 'write the account as other_source_system and other_record_id.'
            when not is_account and identifier_value is null then 'write the identifier as identifier_value.'
        end as what_to_write
    from decisions
)

select
    row_name,
    what_to_write
from judged
where what_to_write is not null
order by row_name
{% endset %}
{{ tell_what_to_write('identity_decisions', unclear) }}
{{ unclear }}
