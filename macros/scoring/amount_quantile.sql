{# What a customer's purchases bring stays below with the chance *share*, of columns none_chance, log_mean and log_deviation:
   nothing with the chance of no purchase, else lognormal. #}
{% macro amount_quantile(share) -%}
    case
        when none_chance >= {{ share }} then 0
        else exp(log_mean + log_deviation * {{ normal_quantile('(' ~ share ~ ' - none_chance) / (1 - none_chance)') }})
    end
{%- endmacro %}
