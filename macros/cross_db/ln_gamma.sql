{# ln Γ(z) of a positive column *z*: Stirling's series at z + 10, and down again by Γ(z + 1) = z Γ(z). Not all engines have the
   function. Off by less than 1e-12 where z is between 0.001 and 1,000,000. Abramowitz and Stegun (1964), 6.1.40. #}
{% macro ln_gamma(z) -%}
    {%- set z = '(' ~ z ~ ')' -%}
    (
        ({{ z }} + 9.5) * ln({{ z }} + 10) - ({{ z }} + 10) + 0.9189385332046727
        + 1 / (12 * ({{ z }} + 10))
        - 1 / (360 * power({{ z }} + 10, 3))
        + 1 / (1260 * power({{ z }} + 10, 5))
        - 1 / (1680 * power({{ z }} + 10, 7))
        - ln({{ z }}{% for i in range(1, 10) %} * ({{ z }} + {{ i }}){% endfor %})
    )
{%- endmacro %}
