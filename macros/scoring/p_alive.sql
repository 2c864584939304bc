{# The chance that a customer has not stopped, of columns x, t_x, t (weeks), r, alpha, a, b and shift (0 for BG/NBD, 1 for
   MBG/NBD): Fader, Hardie and Lee (2008), Batislam and others (2007). BG/NBD takes one-time buyers for alive for ever, so
   what is published as churn is p_silent. #}
{% macro p_alive() -%}
    case
        when x + shift > 0
            then 1 / (1 + exp(least(700, ln(a) - ln(b + x - 1 + shift) + (r + x) * (ln(alpha + t) - ln(alpha + t_x)))))
        else 1
    end
{%- endmacro %}

{# The chance of no purchase within so many *weeks*: the customer has stopped, or the rate is low. Closed form. #}
{% macro p_silent(p_alive, weeks) -%}
    1 - {{ p_alive }} * (1 - exp((r + x) * (ln(alpha + t) - ln(alpha + t + {{ weeks }}))))
{%- endmacro %}
