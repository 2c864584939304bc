{# The statements of component_changes.sql. #}

{# The edges of one table that another has not. #}
{% macro edges_only_in(some, others) -%}
    select left_node, right_node from {{ some }} except select left_node, right_node from {{ others }}
{%- endmacro %}

{# The nodes of every component that lost an edge. #}
{% macro nodes_apart(labels, gone) -%}
    select node, component
    from {{ labels }}
    where component in (
        select ends.component
        from {{ labels }} as ends
        where ends.node in (select left_node from {{ gone }} union all select right_node from {{ gone }})
    )
{%- endmacro %}

{# The ends of new edges that are in a component which stays as it is. #}
{% macro known_ends(labels, new, apart) -%}
    select * from {{ labels }}
    where
        node in (select left_node from {{ new }} union all select right_node from {{ new }})
        and component not in (select component from {{ apart }})
{%- endmacro %}

{# New edges, between the components of their ends, and all edges of the nodes apart, between these. #}
{% macro edges_of_changes(query, new, known, apart) -%}
    select
        coalesce(lefts.component, edges.left_node) as left_node,
        coalesce(rights.component, edges.right_node) as right_node
    from {{ new }} as edges
    left join {{ known }} as lefts on edges.left_node = lefts.node
    left join {{ known }} as rights on edges.right_node = rights.node
    union all
    select left_node, right_node
    from ({{ query }})
    where left_node in (select node from {{ apart }}) and right_node in (select node from {{ apart }})
{%- endmacro %}

{# Statements that write what was resolved over the components of the last run. #}
{% macro updates(labels, resolved, known, apart) -%}
    delete from {{ labels }} where component in (select component from {{ apart }});
    update {{ labels }} as labels set component = resolved.parent
    from {{ resolved }} as resolved
    where labels.component = resolved.node and resolved.parent <> resolved.node;
    insert into {{ labels }}
    select resolved.node, resolved.parent from {{ resolved }} as resolved
    anti join {{ known }} as known on resolved.node = known.component;
{%- endmacro %}

{% macro replaced_batches(table, rows, changed) -%}
    delete from {{ table }} where batch in (select batch from {{ changed }});
    insert into {{ table }} select * from {{ rows }}
{%- endmacro %}
