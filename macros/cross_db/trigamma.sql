{# The second derivative of ln Γ(z) of a positive column *z*, by the way of ln_gamma: 6.4.12. #}
{% macro trigamma(z) -%}
    {%- set z = '(' ~ z ~ ')' -%}
    (
        1 / ({{ z }} + 10) + 1 / (2 * power({{ z }} + 10, 2))
        + 1 / (6 * power({{ z }} + 10, 3))
        - 1 / (30 * power({{ z }} + 10, 5))
        + 1 / (42 * power({{ z }} + 10, 7))
        - 1 / (30 * power({{ z }} + 10, 9))
        {% for i in range(10) %} + 1 / power({{ z }} + {{ i }}, 2){% endfor %}

    )
{%- endmacro %}
