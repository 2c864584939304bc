{# Whether something was there by the evening of as_of (a relation as_of with as_of_date); what has no time always was. #}
{% macro seen_by_as_of(first_seen_at) -%}
    ({{ first_seen_at }} is null or {{ shop_date(first_seen_at) }} <= as_of.as_of_date)
{%- endmacro %}

{# When it was seen last, by the evening of as_of; the first time where the last is later. #}
{% macro last_seen_by_as_of(first_seen_at, last_seen_at) -%}
    case when {{ shop_date(last_seen_at) }} <= as_of.as_of_date then {{ last_seen_at }} else {{ first_seen_at }} end
{%- endmacro %}

{# The date of a UTC timestamp in the time zone of the shop. #}
{% macro shop_date(utc_timestamp) -%}
    cast({{ to_local(utc_timestamp, "'" ~ var('time_zone') ~ "'") }} as date)
{%- endmacro %}
