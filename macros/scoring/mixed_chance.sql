{# The mean, over the eight points around the fit, of the chance of *purchases* (a column of int_purchase_chances) purchases:
   *kind* chance or up_to, of a number or of so many or fewer. Of int_purchase_activity as *activity* and
   int_purchase_chances as *chances*: who has stopped buys nothing. #}
{% macro mixed_chance(kind) -%}
    {%- set terms = [] -%}
    {%- for point in range(1, 9) -%}
        {%- do terms.append('activity.alive_' ~ point ~ ' * (1 - chances.' ~ kind ~ '_' ~ point ~ ')' if kind == 'up_to'
            else 'activity.alive_' ~ point ~ ' * (chances.chance_' ~ point ~ ' - case when chances.purchase_count = 0 then 1 else 0 end)') -%}
    {%- endfor -%}
    {%- if kind == 'up_to' -%}
        round(1 - ({{ terms | join(' + ') }}) / 8, 12)
    {%- else -%}
        round(case when chances.purchase_count = 0 then 1 else 0 end + ({{ terms | join(' + ') }}) / 8, 12)
    {%- endif -%}
{%- endmacro %}
