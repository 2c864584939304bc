{# 1 for the row that is kept among those with the same key, 2 and more for its duplicates. Ties are broken by every
   column that the source declares, so the choice does not depend on the order of the rows. #}
{% macro occurrence(system, table, keys) -%}
    row_number() over (
            partition by {{ keys | join(', ') }}
            order by
                {%- for column in source_columns(system, table) or keys %}
                {{ column }} nulls last{{ ',' if not loop.last }}
                {%- endfor %}
        )
{%- endmacro %}
