{# The column holds only the given texts; null fails. #}
{% test values_among(model, column, values) %}
select
    {{ column }},
    count(*) as row_count
from {{ model }}
where {{ column }} is null or {{ column }} not in ('{{ values | join("', '") }}')
group by {{ column }}
{% endtest %}
