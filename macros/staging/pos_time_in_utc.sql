{# The UTC moment of a till's time: of the wall clock of its store, unless pos_times_with_offset(), as *offsets*, has the row. #}
{% macro pos_time_in_utc(time, time_zone) -%}
    case when offsets.raw_key is not null then {{ time }} else {{ to_utc(time, time_zone) }} end
{%- endmacro %}
