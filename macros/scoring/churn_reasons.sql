{# What can be said of a customer whose chance of no order is high: the terms that a reason adds up, and whether it is true
   of more (1) or less (-1) of a term than usual. Terms that tell the same are weighed together: fitted side by side, one
   of them may count against the other. #}
{% macro churn_reasons() -%}
    {{ return({
        'long_silence': {'log_days_since_last_order': 1, 'log_days_over_own_gap': 1, 'has_own_gap': 0},
        'few_orders': {'log_orders': -1, 'log_orders_6m': -1},
        'came_long_ago': {'log_customer_age_days': 1},
        'few_touches': {'log_touches_90d': -1, 'log_touches_before_90d': -1},
        'opted_out': {'has_opted_out': 1},
    }) }}
{%- endmacro %}
