{# The derivative of ln Γ(z) of a positive column *z*, by the way of ln_gamma: 6.3.18. #}
{% macro digamma(z) -%}
    {%- set z = '(' ~ z ~ ')' -%}
    (
        ln({{ z }} + 10) - 1 / (2 * ({{ z }} + 10))
        - 1 / (12 * power({{ z }} + 10, 2))
        + 1 / (120 * power({{ z }} + 10, 4))
        - 1 / (252 * power({{ z }} + 10, 6))
        + 1 / (240 * power({{ z }} + 10, 8))
        - 1 / {{ z }}{% for i in range(1, 10) %} - 1 / ({{ z }} + {{ i }}){% endfor %}

    )
{%- endmacro %}
