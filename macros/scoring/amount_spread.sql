{# Columns log_mean and log_deviation, with a *suffix* of their horizon: how the logarithm of what the purchases of *members*
   (a relation with p, q, v, x and mean_repeat_day_amount) bring is spread, of the same columns of *intervals* in units of her
   scale of spending, which is Gamma(q + p x) itself. #}
{% macro amount_spread(members, intervals, suffix='') -%}
    {%- set shape = members ~ '.q + ' ~ members ~ '.p * ' ~ members ~ '.x' -%}
    {%- set log_mean, log_variance = intervals ~ '.log_mean' ~ suffix, intervals ~ '.log_variance' ~ suffix -%}
    case
        when {{ log_mean }} is not null
            then {{ log_mean }} - {{ digamma(shape) }} + ln(
                {{ members }}.v + {{ members }}.x * coalesce({{ members }}.mean_repeat_day_amount, 0)
            )
    end as log_mean{{ suffix }},
    case
        when {{ log_variance }} is not null then sqrt({{ log_variance }} + {{ trigamma(shape) }})
    end as log_deviation{{ suffix }}
{%- endmacro %}
