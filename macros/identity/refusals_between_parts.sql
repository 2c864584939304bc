{# Why the parts of a customer are apart now: the link that they still share, with the reason why it is refused. A decision
   comes first, then the strongest; what never links by the rules comes last. #}
{% macro refusals_between_parts(present) -%}
    select
        component,
        previous_customer_id,
        identifier_kind,
        identifier_key,
        decision_id,
        refused_reason
    from (
        select
            parts.component,
            shared.*,
            row_number() over (
                partition by shared.previous_customer_id, parts.component
                order by
                    case shared.refused_reason when 'unlinked_by_hand' then 0 when 'kind_does_not_link' then 2 else 1 end,
                    shared.strength desc, shared.identifier_kind, shared.identifier_key
            ) as place
        from (
            select distinct
                present.component, present.previous_customer_id, holders.identifier_kind, holders.identifier_key
            from {{ ref('int_identity_holders') }} as holders
            inner join {{ present }} as present on holders.record_key = present.record_key
        ) as parts
        inner join (
            -- Of several reasons the one last in the alphabet: unlinked_by_hand before all others.
            select
                present.previous_customer_id,
                holders.identifier_kind,
                holders.identifier_key,
                max(holders.strength) as strength,
                max(holders.decision_id) as decision_id,
                max(holders.refused_reason) as refused_reason
            from {{ ref('int_identity_holders') }} as holders
            inner join {{ present }} as present on holders.record_key = present.record_key
            where present.previous_customer_id is not null
            group by present.previous_customer_id, holders.identifier_kind, holders.identifier_key
            having min(present.component) <> max(present.component)
        ) as shared
            on
                parts.previous_customer_id = shared.previous_customer_id
                and parts.identifier_kind = shared.identifier_kind
                and parts.identifier_key = shared.identifier_key
    ) as ranked
    where place = 1
{%- endmacro %}
