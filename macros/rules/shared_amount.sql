{# A part's share of an amount: *amount*, the same in every row of *among*, shared in proportion to *weight*, whose sum
   in *among* is positive. A share is what the parts up to this one get, in whole cents, less what those before it
   get, so that the shares make up the amount whatever was rounded; *order_by* names each part once. The millionth of
   a cent makes up for what a division in DOUBLE loses, so that three thirds are three equal amounts on both engines. #}
{% macro shared_amount(amount, weight, among, order_by) -%}
    {%- set cents = 'cast(100 * cast(' ~ amount ~ ' as decimal(19, 2)) as double)' -%}
    {%- set whole = 'sum(' ~ weight ~ ') over (partition by ' ~ among ~ ')' -%}
    {%- set until = 'sum(' ~ weight ~ ') over (partition by ' ~ among ~ ' order by ' ~ order_by
        ~ ' rows between unbounded preceding and current row)' -%}
    cast((
        floor({{ cents }} * {{ safe_divide(until, whole) }} + 0.000001)
        - floor({{ cents }} * {{ safe_divide(until ~ ' - ' ~ weight, whole) }} + 0.000001)
    ) / 100 as decimal(18, 2))
{%- endmacro %}
