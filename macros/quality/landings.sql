{# The raw tables of the shop whose base model states a landing contract (see stage()), each as a mapping with system,
   table, relation (the base model), raw (the source), landed (its columns as in landed_columns, which is asked if *look*),
   time and loaded (column names or none), is_event, columns, key, parents (as told_by_parents) and counts (what
   raw_counts_from says of the table).
   They are found in the graph, so a caller must say ref('raw_counts'), which stands behind every base model. #}
{% macro landings(look=true) -%}
    {%- set found = [] -%}
    {%- set nodes = graph.get('nodes', {}) if execute else {} -%}
    {%- for node in nodes.values() if node.name.startswith('base_') and 'landing' in node.config.get('meta', {}) -%}
        {%- set system, table = node.name[5:].split('__', 1) -%}
        {%- do found.append(landing_of(system, table, node, look)) if system in shop_systems() -%}
    {%- endfor -%}
    {{ return(found | sort(attribute='name')) }}
{%- endmacro %}

{% macro landing_of(system, table, node, look) -%}
    {%- set landing = node.config.meta.landing -%}
    {%- set counts = counted_tables(system).get(table, {}) -%}
    {%- set raw = source(system, table) -%}
    {{ return({
        'name': node.name,
        'system': system,
        'table': table,
        'relation': node.relation_name,
        'raw': raw,
        'landed': landed_columns(raw) if look else {},
        'time': counts.get('day') or (landing.get('times') or [none])[0],
        'loaded': landing.get('loaded'),
        'is_event': landing.get('is_event', false),
        'columns': node.columns,
        'key': landing.get('key', []),
        'parents': node.config.meta.get('parents', []),
        'counts': counts,
    }) }}
{%- endmacro %}

{# What the model <system>__raw_counts says of each raw table. #}
{% macro counted_tables(system) -%}
    {%- for node in graph.nodes.values() if node.name == system ~ '__raw_counts' and node.resource_type == 'model' -%}
        {{ return(node.config.get('meta', {}).get('counts', {})) }}
    {%- endfor -%}
    {{ return({}) }}
{%- endmacro %}
