{# Every value that is not null exists in the referenced column. #}
{% test foreign_key(model, column, to, field) %}
select child.{{ column }}
from {{ model }} as child
left join {{ to }} as parent
    on child.{{ column }} = parent.{{ field }}
where child.{{ column }} is not null and parent.{{ field }} is null
{% endtest %}
