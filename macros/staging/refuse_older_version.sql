{# Stops where the table held lacks a column that the calling model's YAML names; a unit test holds none. #}
{% macro refuse_older_version() -%}
    {%- set held = [] if this is string else adapter.get_columns_in_relation(this) | map(attribute='name') | list -%}
    {%- set missing = model.columns.keys() | reject('in', held) | list -%}
    {%- if held and missing -%}
        {%- do exceptions.raise_compiler_error("Table '" ~ this.identifier ~ "' was built by an older version, without '"
            ~ missing | join("', '") ~ "'. Build everything anew: dbt build --full-refresh.") -%}
    {%- endif -%}
{%- endmacro %}
