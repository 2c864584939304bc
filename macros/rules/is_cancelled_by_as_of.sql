{# Whether a movement of points was cancelled by the evening of as_of; without a time it always was. *movements*: what the
   columns are read from, if there are several relations. #}
{% macro is_cancelled_by_as_of(movements='') -%}
    {%- set prefix = movements ~ '.' if movements else '' -%}
    (
        coalesce({{ prefix }}is_cancelled, false)
        and coalesce({{ shop_date(prefix ~ 'cancelled_at') }} <= (
            select max(as_of_date) from {{ ref('int_as_of') }}
        ), true)
    )
{%- endmacro %}
