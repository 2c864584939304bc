{# Why the parts of a group are one customer now: a part is what one customer was before, or a new record. Of the links
   that it shares with another part the strongest decides, then the oldest. `present` has record_key, component and
   previous_customer_id. #}
{% macro links_between_parts(present) -%}
    select
        component,
        part,
        identifier_kind,
        identifier_key,
        decision_id
    from (
        select
            *,
            row_number() over (
                partition by component, part
                order by strength desc, first_seen_at nulls last, identifier_kind, identifier_key,
                    decision_id nulls last
            ) as place
        from (
            select
                held.*,
                min(held.part) over (
                    partition by held.component, held.link_key, held.identifier_kind, held.decision_id
                ) as first_part,
                max(held.part) over (
                    partition by held.component, held.link_key, held.identifier_kind, held.decision_id
                ) as last_part
            from (
                select
                    holders.*,
                    present.component,
                    coalesce(present.previous_customer_id, present.record_key) as part
                from {{ ref('int_identity_holders') }} as holders
                inner join {{ present }} as present on holders.record_key = present.record_key
                where holders.refused_reason is null
            ) as held
        ) as shared
        where first_part <> last_part
    ) as ranked
    where place = 1
{%- endmacro %}
