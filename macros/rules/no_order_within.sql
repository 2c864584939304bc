{# True where no order came within *days* of the described evening: *days_to_next* is the days to the next order, null if
   none came. Whether that many days have been observed at all is for the caller to ask. #}
{% macro no_order_within(days_to_next, days) -%}
    coalesce({{ days_to_next }} > {{ days }}, true)
{%- endmacro %}
