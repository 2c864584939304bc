{# The good rows of a base model, with the columns of its landing contract. #}
{% macro staged(system, table) -%}
select
    {%- for column in model.columns.values() %}
    {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('base_' ~ system ~ '__' ~ table) }}
where quarantine_reasons is null
{%- endmacro %}
