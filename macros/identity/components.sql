{# A table node, component: which connected component of a graph each node is in. The model's SQL gives the edges,
   columns left_node and right_node (64-bit integers, no nulls); a node without neighbours is an edge to itself. The
   component is called after one of its nodes: the same for the same edges, whatever their order. With the config
   batch_column, a third column that tells when an edge came (a date), a run on DuckDB resolves only what changed
   since the last one (component_changes.sql); --full-refresh resolves all. #}
{% materialization components, default %}
    {{ run_hooks(pre_hooks) }}
    {%- set target = this.incorporate(type='table') -%}
    {%- set old = load_cached_relation(this) -%}
    {%- set batch = "coalesce(" ~ config.get('batch_column') ~ ", date '1970-01-01')" if config.get('batch_column') -%}
    {%- if not (batch and old and not should_full_refresh() and updated_components(old, sql, batch)) -%}
        {%- if old and batch -%}{%- do adapter.drop_relation(old) -%}{%- endif -%}
        {%- set edges = edges_of_run(sql, batch) -%}
        {%- set work = [] -%}
        {%- if run_query('select count(*) from ' ~ edges).rows[0][0] -%}
            {%- do work.append(work_table('folded', folded_nodes(edges))) -%}
            {%- do work.append(resolved_graph(work_table('edges_folded', edges_of_folded(edges, work[0])))) -%}
        {%- endif -%}
        {%- if not is_kept(edges) -%}{%- do drop_work_table(edges) -%}{%- endif -%}
        {%- if old and not batch -%}{%- do adapter.drop_relation(old) -%}{%- endif -%}
        {%- call statement('main') -%}
            {{ create_table_as(false, target, followed(work[0], work[1], 'component') if work else no_components()) }}
        {%- endcall -%}
        {%- for table in work -%}{%- do drop_work_table(table) -%}{%- endfor -%}
        {%- if batch -%}{%- do mark_as_one_run(target) -%}{%- endif -%}
    {%- endif -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {%- do persist_docs(target, model) -%}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{# The components of a graph without edges, as that of groups beyond a limit mostly is: no rounds are made for it. #}
{% macro no_components() -%}
    select cast(null as bigint) as node, cast(null as bigint) as component where 1 = 0
{%- endmacro %}

{# A work table node, parent: each node of a table of edges with its component; the table of edges is dropped. Each round
   joins every node to its smallest neighbour (which at least halves what is left), follows these pointers to their end by
   doubling them, and contracts the edges: joins and GROUP BY only, O(log n) rounds, for chains and hairballs alike. Then
   the parents of the rounds are followed from the last one to the first, so that all nodes are written once. #}
{% macro resolved_graph(edges) -%}
    {%- set graph = namespace(edges=edges, left=1) -%}
    {%- set parents = [] -%}
    {%- for round in range(64) -%}
        {%- if graph.left -%}
            {%- do parents.append(settled_parents(graph.edges, round)) -%}
            {%- set contracted = work_table('edges_' ~ round, contracted_edges(graph.edges, parents[-1])) -%}
            {%- do drop_work_table(graph.edges) -%}
            {%- set graph.edges = contracted -%}
            {%- set graph.left = run_query('select count(*) from ' ~ contracted).rows[0][0] -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if graph.left -%}
        {{ exceptions.raise_compiler_error(this ~ ': no end after 64 rounds; are there nulls among its nodes?') }}
    {%- endif -%}
    {%- do drop_work_table(graph.edges) -%}
    {%- set graph.labels = parents.pop() -%}
    {%- for level in range(parents | length) -%}
        {%- set below = parents.pop() -%}
        {%- set labels = work_table('labels_' ~ level, followed(below, graph.labels)) -%}
        {%- do drop_work_table(below) -%}
        {%- do drop_work_table(graph.labels) -%}
        {%- set graph.labels = labels -%}
    {%- endfor -%}
    {{ return(graph.labels) }}
{%- endmacro %}
