{# 1 for the row that is kept among those with the same key, 2 and more for its duplicates. A row for which one of the
   conditions *unless* holds (its amount cannot be read, say) is kept only if no better one is there. Ties are broken
   by every column that the source declares, so the choice does not depend on the order of the rows. #}
{% macro occurrence(system, table, keys, unless=[]) -%}
    row_number() over (
            partition by {{ keys | join(', ') }}
            order by
                {%- for condition in unless %}
                case when {{ condition }} then 1 else 0 end,
                {%- endfor %}
                {%- for column in source_columns(system, table) or keys %}
                {{ column }} nulls last{{ ',' if not loop.last }}
                {%- endfor %}
        )
{%- endmacro %}
