{# Tie-safe quintile score 1 to 5 of a *measure* of figures, the lowest first: one more for each of the four places of
   int_rfm_fifths that it is beyond, which is 1 + floor(5 * customers strictly below / customers). So equal values get equal
   scores whatever the row order. With heavy ties (75 % bought once) the tied group keeps the lowest score of its place
   and the scores in between stay empty. *figures* and *fifths* are names of the relations. #}
{% macro quintile(measure, figures='figures', fifths='fifths') -%}
    1
    {%- for place in range(1, 5) %}
    + case when {{ figures }}.{{ measure }} > {{ fifths }}.{{ measure }}_{{ place }} then 1 else 0 end
    {%- endfor %}
{%- endmacro %}
