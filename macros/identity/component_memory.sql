{# What the materialization components keeps of a run for the next one: see component_changes.sql. #}

{# The table of the edges of the last run: batch, left_node, right_node. #}
{% macro edges_before() -%}
    {{ return(this.incorporate(path={'identifier': this.identifier ~ '__edges'}, type='table')) }}
{%- endmacro %}

{# The table of what these were in all: batch, edge_count, edge_sum. #}
{% macro batches_before() -%}
    {{ return(this.incorporate(path={'identifier': this.identifier ~ '__batches'}, type='table')) }}
{%- endmacro %}

{# A table of all edges of this run. Where the next run may ask what has changed it stays; the components are gone by then,
   so that a run that is cut off leaves nothing that seems up to date. #}
{% macro edges_of_run(query, batch) -%}
    {{ return(adapter.dispatch('edges_of_run')(query, batch)) }}
{%- endmacro %}

{% macro default__edges_of_run(query, batch) -%}
    {{ return(work_table('edges_of_run', 'select left_node, right_node from (' ~ query ~ ') as told')) }}
{%- endmacro %}

{% macro duckdb__edges_of_run(query, batch) -%}
    {%- for table in [edges_before(), batches_before()] -%}{%- do run_query('drop table if exists ' ~ table) -%}{%- endfor -%}
    {%- if not batch -%}{{ return(default__edges_of_run(query, batch)) }}{%- endif -%}
    {%- do run_query('create table ' ~ edges_before() ~ ' as
        select ' ~ batch ~ ' as batch, left_node, right_node from (' ~ query ~ ')') -%}
    {%- do run_query('create table ' ~ batches_before() ~ ' as ' ~ batch_sums(edges_before(), 'batch')) -%}
    {{ return(edges_before()) }}
{%- endmacro %}

{# Marks components, edges and batches as those of one run: a table that something else has made anew has lost its mark. #}
{% macro mark_as_one_run(labels) -%}
    {{ return(adapter.dispatch('mark_as_one_run')(labels)) }}
{%- endmacro %}

{% macro default__mark_as_one_run(labels) -%}
{%- endmacro %}

{% macro duckdb__mark_as_one_run(labels) -%}
    {%- for table in [labels, edges_before(), batches_before()] -%}
        {%- do run_query('comment on table ' ~ table ~ " is 'edges of " ~ invocation_id ~ "'") -%}
    {%- endfor -%}
{%- endmacro %}

{# Whether the edges and batches that are kept are those of the components. #}
{% macro are_of_one_run(labels) -%}
    {%- set names = [labels.identifier, edges_before().identifier, batches_before().identifier] -%}
    {%- set marks = run_query("select comment from duckdb_tables() where database_name = current_database()
        and schema_name = '" ~ labels.schema ~ "' and table_name in ('" ~ names | join("', '") ~ "')").columns[0].values() -%}
    {{ return(marks | length == 3 and marks[0] is not none and marks | unique | list | length == 1) }}
{%- endmacro %}

{# Whether a table of edges is kept for the next run. #}
{% macro is_kept(edges) -%}
    {{ return(edges.identifier == edges_before().identifier) }}
{%- endmacro %}

{# The batches that have other edges than before, with their sums now. Sums tell: a run over all edges, but no join. #}
{% macro changed_batches(query, batch) -%}
    select
        coalesce(now.batch, before.batch) as batch,
        now.edge_count,
        now.edge_sum
    from ({{ batch_sums('(' ~ query ~ ')', batch) }}) as now
    full join {{ batches_before() }} as before on now.batch = before.batch
    where (now.edge_count, now.edge_sum) is distinct from (before.edge_count, before.edge_sum)
{%- endmacro %}

{% macro batch_sums(edges, batch) -%}
    select {{ batch }} as batch, count(*) as edge_count, sum(hash(left_node, right_node)) as edge_sum
    from {{ edges }} group by all
{%- endmacro %}
