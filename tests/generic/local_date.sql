{# The date is that of the UTC timestamp on the wall clock of the row's time zone. #}
{% test local_date(model, date_column, timestamp_column, time_zone_column) %}
select
    source_system,
    {{ date_column }},
    {{ timestamp_column }},
    {{ time_zone_column }}
from {{ model }}
where {{ date_column }} <> cast({{ to_local(timestamp_column, time_zone_column) }} as date)
{% endtest %}
