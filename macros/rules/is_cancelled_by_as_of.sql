{# Whether a movement of points was cancelled by the evening of as_of (a relation as_of with as_of_date); without a time it
   always was. #}
{% macro is_cancelled_by_as_of(movements) -%}
    (coalesce({{ movements }}.is_cancelled, false) and {{ seen_by_as_of(movements ~ '.cancelled_at') }})
{%- endmacro %}
