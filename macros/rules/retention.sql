{# What retention sums up over rows of int_period_transitions, by the name of the sum. Who only got money back is active
   in neither period. Gross revenue retention looks at customers one by one and at money that was brought: a refund
   makes nobody's share less than nothing. #}
{% macro retention_terms() -%}
    {{ return({
        'start_customers': 'was_active',
        'end_customers': 'is_active',
        'new_customers': 'is_new',
        'reactivated_customers': 'is_active * (1 - was_active) * (1 - is_new)',
        'churned_customers': 'was_active * (1 - is_active)',
        'start_net_amount': 'was_active * net_before_amount',
        'end_net_amount': 'net_amount',
        'retained_net_amount': 'was_active * net_amount',
        'brought_net_amount': 'was_active * greatest(net_before_amount, 0)',
        'brought_again_net_amount': 'was_active * greatest(least(net_amount, net_before_amount), 0)',
    }) }}
{%- endmacro %}

{# The counts and sums of retention, over rows of int_period_transitions. #}
{% macro retention_counts() -%}
    {%- for name, term in retention_terms().items() -%}
    sum({{ term }}) as {{ name }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The columns that a mart of retention makes of them: S, E, N, R, C, money and rates. *counted* is a relation with the
   columns of retention_counts. #}
{% macro retention_figures(counted) -%}
    {%- for name in ['start', 'end', 'new', 'reactivated', 'churned'] -%}
    cast(coalesce({{ counted }}.{{ name }}_customers, 0) as bigint) as {{ name }}_customers,
    {% endfor -%}
    {%- for name in ['start', 'end', 'retained', 'brought', 'brought_again'] -%}
    cast(coalesce({{ counted }}.{{ name }}_net_amount, 0) as decimal(18, 2)) as {{ name }}_net_amount,
    {% endfor -%}
    {%- set stayed = counted ~ '.end_customers - ' ~ counted ~ '.new_customers' -%}
    {%- set start = counted ~ '.start_customers' -%}
    {{ safe_divide(stayed, start) }} as rate_brief,
    {{ safe_divide(counted ~ '.start_customers - ' ~ counted ~ '.churned_customers', start) }} as rate_strict,
    {{ safe_divide(counted ~ '.churned_customers', start) }} as churn_rate,
    {%- set earned = 'case when ' ~ counted ~ '.start_net_amount > 0 then ' ~ counted ~ '.start_net_amount end' %}
    {{ safe_divide(counted ~ '.retained_net_amount', earned) }}
        as net_revenue_retention,
    {{ safe_divide(counted ~ '.brought_again_net_amount', counted ~ '.brought_net_amount') }}
        as gross_revenue_retention
{%- endmacro %}
