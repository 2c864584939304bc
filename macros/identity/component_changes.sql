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
    {%- set now = work_table('edges_now', 'select ' ~ batch ~ ' as batch, left_node, right_node
        from (' ~ query ~ ') where ' ~ batch ~ ' in (select batch from ' ~ changed ~ ')') -%}
    {%- set before = work_table('edges_then', 'from ' ~ edges_before() ~ ' where batch in (select batch from ' ~ changed ~ ')') -%}
    {%- set new = work_table('new_edges', edges_only_in(now, before)) -%}
    {%- set gone = work_table('gone_edges', edges_only_in(before, now)) -%}
    {%- set counts = run_query('select (select count(*) from ' ~ new ~ ') + (select count(*) from ' ~ gone ~ '),
        (select count(*) from ' ~ edges_before() ~ ')').rows[0] -%}
    {%- set are_few = counts[0] * 10 <= counts[1] -%}
    {%- if are_few -%}
        {%- set apart = work_table('nodes_apart', nodes_apart(labels, gone)) -%}
        {%- set known = work_table('known', known_ends(labels, new, apart)) -%}
        {%- set resolved = resolved_graph(work_table('edges_of_day', edges_of_changes(query, new, known, apart))) -%}
        {%- call statement('main') -%}
            {{ updates(labels, resolved, known, apart) }}
            {{ replaced_batches(edges_before(), now, changed) }};
            {{ replaced_batches(batches_before(), changed ~ ' where edge_count > 0', changed) }}
        {%- endcall -%}
        {%- for table in [resolved, known, apart] -%}{%- do drop_work_table(table) -%}{%- endfor -%}
    {%- endif -%}
    {%- for table in [changed, now, before, new, gone] -%}{%- do drop_work_table(table) -%}{%- endfor -%}
    {{ return(are_few) }}
{%- endmacro %}
