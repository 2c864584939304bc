{# A share of an amount, rounded to the cent. Decimals, so that both engines round a half of a cent alike. *share* may be of
   any number type. #}
{% macro part_of(amount, share) -%}
    {#- 19 digits as in reporting_amount: the product would overflow 18. #}
    cast(round(cast({{ amount }} as decimal(19, 2)) * cast({{ share }} as decimal(18, 8)), 2) as decimal(18, 2))
{%- endmacro %}
