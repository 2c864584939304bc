{# A table of the chain of links from each record to the one that its customer is called after, the anchor: the next record
   on it, and what the whole chain is made of. The model's SQL has a row for each record and what links it: anchor_key,
   record_key, link_key (null for none), identifier_kind and strength, 3 to 0. Of all chains one is taken whose weakest link
   is the strongest: what links of strength 3 reach comes first, then what those of 2 reach from there, and so on. Each
   round takes one link more, from what the last one found to what is left, so that no link is walked twice. A customer's
   limits allow chains of far fewer than 64 links; what is not reached in 64 rounds of a strength has no chain. On DuckDB only
   customers whose links are not those of the last run are walked again (links_fingerprint); --full-refresh walks all. #}
{% materialization link_paths, default %}
    {{ run_hooks(pre_hooks) }}
    {%- set target = this.incorporate(type='table') -%}
    {%- set old = load_cached_relation(this) -%}
    {%- set all_links = work_table('all_links', sql) -%}
    {%- set sums = work_table('sums', links_of_customers(all_links)) -%}
    {%- set is_partial = old and not should_full_refresh() and keeps_fingerprints(old) -%}
    {%- set changed = work_table('changed', changed_customers(sums, old if is_partial)) -%}
    {%- set links = work_table('links', 'select * from ' ~ all_links ~ ' where anchor_key in (select anchor_key from ' ~ changed ~ ')') -%}
    {%- set reached = [work_table('reached', anchors_of(links))] -%}
    {%- set graph = namespace(left=work_table('left', links_of_others(links)), is_any=true) -%}
    {%- for strength in [3, 2, 1, 0] -%}
        {%- set graph.near = reached | list -%}
        {%- for round in range(64) -%}
            {%- if graph.near and graph.is_any -%}
                {%- set name = strength ~ '_' ~ round -%}
                {%- set found = work_table('found_' ~ name, next_records(graph.near, links, graph.left, strength)) -%}
                {%- set left = work_table('left_' ~ name, links_without(graph.left, found)) -%}
                {%- do drop_work_table(graph.left) -%}
                {%- set counts = run_query(
                    'select (select count(*) from ' ~ found ~ ') as found_count,
                    (select count(*) from ' ~ left ~ ') as left_count').rows[0] -%}
                {%- do reached.append(found) -%}
                {%- set graph.near = [found] if counts[0] else [] -%}
                {%- set graph.left = left -%}
                {%- set graph.is_any = counts[1] > 0 -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if old and not is_partial -%}{%- do adapter.drop_relation(old) -%}{%- endif -%}
    {%- call statement('main') -%}
        {%- if is_partial %}
        delete from {{ target }} where anchor_key in (select anchor_key from {{ changed }});
        insert into {{ target }} {{ paths_of(reached, graph.left, sums) }}
        {%- else %}
        {{ create_table_as(false, target, paths_of(reached, graph.left, sums)) }}
        {%- endif %}
    {%- endcall -%}
    {%- for table in reached + [graph.left, links, changed, sums, all_links] -%}{%- do drop_work_table(table) -%}{%- endfor -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {%- do persist_docs(target, model) -%}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
