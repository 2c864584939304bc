{# Bring components up to date: true if that was done, false if all are to be resolved. The edges of the last run are in
   <model>__edges; only batches whose content differs are compared. New edges link components, which are nodes called after
   themselves; where an edge is gone, its whole component is resolved again from its nodes. #}
{% macro updated_components(labels, query, batch) -%}
    {{ return(adapter.dispatch('updated_components')(labels, query, batch)) }}
{%- endmacro %}

{% macro default__updated_components(labels, query, batch) -%}
    {{ return(false) }}
{%- endmacro %}

{% macro duckdb__updated_components(labels, query, batch) -%}
    {%- if not are_of_one_run(labels) -%}{{ return(false) }}{%- endif -%}
    {%- set changed = work_table('changed_batches', changed_batches(query, batch)) -%}
    {%- set now = 'select left_node, right_node from (' ~ query ~ ') where ' ~ batch ~ ' in (from ' ~ changed ~ ')' -%}
    {%- set before = 'select left_node, right_node from ' ~ edges_before() ~ ' where batch in (from ' ~ changed ~ ')' -%}
    {%- set new = work_table('new_edges', now ~ ' except ' ~ before) -%}
    {%- set gone = work_table('gone_edges', before ~ ' except ' ~ now) -%}
    {%- set counts = run_query('select (select count(*) from ' ~ new ~ ') + (select count(*) from ' ~ gone ~ '),
        (select count(*) from ' ~ edges_before() ~ ')').rows[0] -%}
    {%- set are_few = counts[0] * 10 <= counts[1] -%}
    {%- if are_few -%}
        {%- set apart = work_table('nodes_apart', nodes_apart(labels, gone)) -%}
        {%- set resolved = resolved_graph(work_table('edges_of_day', edges_of_changes(labels, query, new, apart))) -%}
        {%- call statement('main') -%}
            {{ updates(labels, resolved, apart) }}
            delete from {{ edges_before() }} where batch in (from {{ changed }});
            insert into {{ edges_before() }}
            select {{ batch }}, left_node, right_node from ({{ query }}) where {{ batch }} in (from {{ changed }})
        {%- endcall -%}
        {%- for table in [resolved, apart] -%}{%- do drop_work_table(table) -%}{%- endfor -%}
    {%- endif -%}
    {%- for table in [changed, new, gone] -%}{%- do drop_work_table(table) -%}{%- endfor -%}
    {{ return(are_few) }}
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

{# New edges, between the components of their ends, and all edges of the nodes apart, between these. #}
{% macro edges_of_changes(labels, query, new, apart) -%}
    with known as (
        select * from {{ labels }}
        where
            node in (select left_node from {{ new }} union all select right_node from {{ new }})
            and component not in (select component from {{ apart }})
    )

    select
        coalesce(lefts.component, edges.left_node) as left_node,
        coalesce(rights.component, edges.right_node) as right_node
    from {{ new }} as edges
    left join known as lefts on edges.left_node = lefts.node
    left join known as rights on edges.right_node = rights.node
    union all
    select left_node, right_node
    from ({{ query }})
    where left_node in (select node from {{ apart }}) and right_node in (select node from {{ apart }})
{%- endmacro %}

{# Statements that write what was resolved over the components of the last run. #}
{% macro updates(labels, resolved, apart) -%}
    delete from {{ labels }} where component in (select component from {{ apart }});
    update {{ labels }} as labels set component = resolved.parent
    from {{ resolved }} as resolved
    where labels.component = resolved.node and resolved.parent <> resolved.node;
    insert into {{ labels }}
    select resolved.node, resolved.parent from {{ resolved }} as resolved
    anti join {{ labels }} as labels on resolved.node = labels.node;
{%- endmacro %}
