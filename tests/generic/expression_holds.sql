{# The expression is true in every row; null counts as a failure, so say `is null or` where null is meant to pass. #}
{% test expression_holds(model, expression) %}
select *
from {{ model }}
where not coalesce(({{ expression }}), false)
{% endtest %}
