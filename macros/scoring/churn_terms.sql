{# The terms of the churn score with the SQL of each on int_churn_features: logarithms, since a tenth day without an order
   tells more than a hundredth. What is not known is taken for none, in the past as today. #}
{% macro churn_terms() -%}
    {{ return({
        'log_days_since_last_order': 'ln(1 + days_since_last_order)',
        'log_days_over_own_gap': 'coalesce(ln((1 + days_since_last_order) / (1 + median_gap_days)), 0)',
        'has_own_gap': 'case when gap_count > 0 then 1 else 0 end',
        'log_orders': 'ln(order_count)',
        'log_orders_6m': 'ln(1 + orders_6m_count)',
        'log_customer_age_days': 'ln(1 + customer_age_days)',
        'log_touches_90d': 'ln(1 + coalesce(touch_90d_count, 0))',
        'log_touches_before_90d': 'ln(1 + coalesce(touch_before_90d_count, 0))',
        'has_opted_out': 'case when is_opted_out then 1 else 0 end',
    }) }}
{%- endmacro %}
