{# The value below which the standard normal distribution has the share of column *p*, between 0 and 1; null outside. Not
   all engines have it. Within 2e-9 relative: Acklam's rational approximation (2003). #}
{% macro normal_quantile(p) -%}
    {%- set p = '(' ~ p ~ ')' -%}
    {%- set tail = "(((((-7.784894002430293e-03 * {0} - 3.223964580411365e-01) * {0} - 2.400758277161838e+00) * {0}"
        ~ " - 2.549732539343734e+00) * {0} + 4.374664141464968e+00) * {0} + 2.938163982698783e+00)"
        ~ " / ((((7.784695709041462e-03 * {0} + 3.224671290700398e-01) * {0} + 2.445134137142996e+00) * {0}"
        ~ " + 3.754408661907416e+00) * {0} + 1)" -%}
    case
        when {{ p }} <= 0 or {{ p }} >= 1 then null
        when {{ p }} < 0.02425 then {{ tail.format('sqrt(-2 * ln(' ~ p ~ '))') }}
        when {{ p }} > 0.97575 then -{{ tail.format('sqrt(-2 * ln(1 - ' ~ p ~ '))') }}
        else {{ normal_middle('(' ~ p ~ ' - 0.5)') }}
    end
{%- endmacro %}

{# The same near the middle, by the distance *q* from it. #}
{% macro normal_middle(q) -%}
    {%- set r = '(' ~ q ~ ' * ' ~ q ~ ')' -%}
    (((((-3.969683028665376e+01 * {{ r }} + 2.209460984245205e+02) * {{ r }} - 2.759285104469687e+02) * {{ r }}
    + 1.383577518672690e+02) * {{ r }} - 3.066479806614716e+01) * {{ r }} + 2.506628277459239e+00) * {{ q }}
    / (((((-5.447609879822406e+01 * {{ r }} + 1.615858368580409e+02) * {{ r }} - 1.556989798598866e+02) * {{ r }}
    + 6.680131188771972e+01) * {{ r }} - 1.328068155288572e+01) * {{ r }} + 1)
{%- endmacro %}
