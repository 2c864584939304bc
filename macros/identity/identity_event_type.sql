{# What happened to a record of `assigned`: of `linked` and `refused` come the links that decided it. #}
{% macro identity_event_type() -%}
    case
        when {{ is_mint() }} then 'mint'
        when {{ is_split() }}
            then case when refused.refused_reason = 'unlinked_by_hand' then 'manual_unlink' else 'split' end
        when linked.identifier_kind = 'decision' then 'manual_link'
        when assigned.previous_customer_id is null then 'join'
        else 'merge'
    end
{%- endmacro %}

{% macro is_mint() -%}
    (assigned.previous_customer_id is null and assigned.name_key = assigned.customer_id)
{%- endmacro %}

{# The customer lives on elsewhere without the record. #}
{% macro is_split() -%}
    (assigned.previous_customer_id is not null and coalesce(namesakes.customer_id <> assigned.customer_id, true))
{%- endmacro %}

{# What is said of the link that decided: the one that is refused for a split, the one that links otherwise. #}
{% macro of_deciding_link(column) -%}
    case
        when {{ is_split() }} then refused.{{ column }}
        when not {{ is_mint() }} then linked.{{ column }}
    end
{%- endmacro %}
