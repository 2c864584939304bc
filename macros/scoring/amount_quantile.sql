{# What a customer's purchases bring stays below with the chance *share*, of columns none_chance, log_mean and log_deviation,
   with a *suffix* of their horizon: nothing with the chance of no purchase, else lognormal. #}
{% macro amount_quantile(share, suffix='') -%}
    case
        when none_chance{{ suffix }} is null then null
        when none_chance{{ suffix }} >= {{ share }} then 0
        else exp(log_mean{{ suffix }} + log_deviation{{ suffix }} * {{ normal_quantile(
            '(' ~ share ~ ' - none_chance' ~ suffix ~ ') / (1 - none_chance' ~ suffix ~ ')'
        ) }})
    end
{%- endmacro %}
