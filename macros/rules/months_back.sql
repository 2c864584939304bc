{# The last day that lies some calendar months back on an evening: whose add_months is the evening or before. At the end of
   February six months back are the last of August, as 31 August + 6 months is the end of February. *months* may be null. #}
{% macro months_back(evening, months) -%}
    {%- set next_day -%}
        cast({{ dbt.dateadd('day', 1, evening) }} as date)
    {%- endset -%}
    {%- set back -%}
        {{ add_months(next_day, '-' ~ months) }}
    {%- endset -%}
    case
        when extract(day from {{ next_day }}) = 1 then cast({{ dbt.dateadd('day', -1, back) }} as date)
        else {{ add_months(evening, '-' ~ months) }}
    end
{%- endmacro %}
