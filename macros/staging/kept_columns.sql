{# What judged_copies passes on: the typed columns, those as landed, the key and the flags. #}
{% macro kept_columns(contract, landed) -%}
    {%- for column in contract.columns %}
        judged_rows.{{ adapter.quote(column.name) }},
    {%- endfor %}
    {%- for name in landed %}
        judged_rows.{{ adapter.quote('raw_' ~ name) }},
    {%- endfor %}
        judged_rows.landed_key,
        judged_rows.row_flags
{%- endmacro %}

{# A row as one text, without the moment of its loading. #}
{% macro landed_content(contract, landed) -%}
    concat_ws(chr(31), ''
    {%- for name in landed if name != (contract.loaded or '') | lower -%}
        , coalesce(cast(judged_rows.{{ adapter.quote('raw_' ~ name) }} as string), chr(30))
    {%- endfor -%}
    )
{%- endmacro %}
