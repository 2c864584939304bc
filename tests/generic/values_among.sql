{# The column holds only the given texts; null fails unless *nullable*. #}
{% test values_among(model, column, values, nullable=false) %}
select
    {{ column }},
    count(*) as row_count
from {{ model }}
where {{ column }} not in ('{{ values | join("', '") }}'){{ '' if nullable else ' or ' ~ column ~ ' is null' }}
group by {{ column }}
{% endtest %}
