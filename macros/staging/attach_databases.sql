{# Attaches, read only, the databases that the sources of the shop's systems name in meta.attach: a missing one stops the
   shops that name its system, and no other. It runs before everything else, and before a look at a raw table. #}
{% macro attach_databases() -%}
    {{ return(adapter.dispatch('attach_databases')()) }}
{%- endmacro %}

{% macro default__attach_databases() -%}
    {%- set attached = graph.setdefault('attached_databases', []) -%}
    {%- for source in graph.sources.values() if source.config.meta.get('attach') and source.database not in attached -%}
        {%- do attached.append(source.database) -%}
        {%- set place = source.config.meta['attach'] | replace("'", "''") -%}
        {%- if not modules.re.match('[A-Za-z_]{2,}:', place) and not run_query("select count(*) from glob('" ~ place ~ "')").rows[0][0] -%}
            {{ refuse_database(source, place) }}
        {%- endif -%}
        {%- do run_query("attach if not exists '" ~ place ~ "' as " ~ adapter.quote(source.database) ~ " (read_only)") -%}
    {%- endfor -%}
{%- endmacro %}

{# Spark finds every schema in its metastore. #}
{% macro spark__attach_databases() -%}
{%- endmacro %}

{% macro refuse_database(source, place) -%}
    {%- do exceptions.raise_compiler_error(
        "System '" ~ source.source_name ~ "' reads the database " ~ place ~ ", which is not there: put it there, or correct "
        ~ "`attach` in " ~ source.original_file_path ~ "."
    ) -%}
{%- endmacro %}
