{# The links of at least a strength within the groups that are beyond a limit: more values of a kind than a customer may
   have (max_values_per_customer in the seed identity_rules). Every record of such a group is an edge to itself too. #}
{% macro stronger_links(groups, strength) -%}
    with crowded as (
        {{ crowded_groups(groups, strength - 1) }}
    ),

    members as (
        select groups.node
        from {{ ref(groups) }} as groups
        inner join crowded on groups.component = crowded.component
    )

    select
        edges.record_key as left_node,
        edges.link_key as right_node
    from {{ ref('int_identity_edges') }} as edges
    inner join members on edges.record_key = members.node
    where edges.refused_reason is null and edges.strength >= {{ strength }}
    union all
    select
        decisions.record_key as left_node,
        decisions.identifier_key as right_node
    from {{ ref('int_identity_decisions') }} as decisions
    inner join members on decisions.record_key = members.node
    where decisions.decision = 'link'
    union all
    select
        node as left_node,
        node as right_node
    from members
{%- endmacro %}

{# Groups that hold more values of some kind than one customer may have, by the links that made them. #}
{% macro crowded_groups(groups, strength) -%}
    select distinct counted.component
    from (
        select
            groups.component,
            edges.identifier_kind,
            count(distinct edges.identifier_key) as value_count
        from {{ ref('int_identity_edges') }} as edges
        inner join {{ ref(groups) }} as groups on edges.record_key = groups.node
        where edges.refused_reason is null and edges.strength >= {{ strength }}
        group by groups.component, edges.identifier_kind
    ) as counted
    inner join {{ ref('identity_rules') }} as rules on counted.identifier_kind = rules.identifier_kind
    where counted.value_count > rules.max_values_per_customer
{%- endmacro %}
