{# Tie-safe quintile score 1 to 5: 1 + floor(5 * customers strictly below / customers), so equal values get equal
   scores whatever the row order. With heavy ties (75 % bought once) the tied group keeps the lowest score of its
   place and the scores in between stay empty. *order_by* puts the worst first, *among* names the columns whose equal
   values are ranked together; rows outside *purchasers* must be filtered before. #}
{% macro quintile(order_by, among) -%}
    cast(1 + floor(
        5 * (rank() over (partition by {{ among }} order by {{ order_by }}) - 1)
        / count(*) over (partition by {{ among }})
    ) as int)
{%- endmacro %}
