{# Whether what goods brought and cost, sums, tell a share: the usual cost of all orders is counted by it. #}
{% macro is_believable_cost(net_amount, cost_amount) -%}
    (
        cast({{ net_amount }} as double) > 0
        and cast({{ cost_amount }} as double) between 0 and 1000 * cast({{ net_amount }} as double)
    )
{%- endmacro %}
