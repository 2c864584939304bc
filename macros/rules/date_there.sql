{# The date of a UTC timestamp on the wall clock of its own row's time zone. The shop's zone is asked as a constant: engines
   convert millions of rows to one zone much faster than to the zone of each. #}
{% macro date_there(utc_timestamp, time_zone='time_zone') -%}
    case
        when {{ time_zone }} <> '{{ var("time_zone") }}' then cast({{ to_local(utc_timestamp, time_zone) }} as date)
        else {{ shop_date(utc_timestamp) }}
    end
{%- endmacro %}
