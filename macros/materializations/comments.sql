{# Writes the descriptions of a relation and its columns on DuckDB, in one statement. dbt's own way asks twice for the
   columns first; a relation with comments has a contract here, so they are known: a tenth of a build of small models. #}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- set comments -%}
        {%- if for_relation and config.persist_relation_docs() and model.description -%}
            {{ alter_relation_comment(relation, model.description) }}
        {%- endif -%}
        {%- if for_columns and config.persist_column_docs() -%}
            {%- for column in model.columns.values() %}
            comment on column {{ relation }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
            {%- endfor -%}
        {%- endif -%}
    {%- endset -%}
    {%- if comments | trim -%}
        {%- call statement('comments') -%}{{ comments }}{%- endcall -%}
    {%- endif -%}
{%- endmacro %}
