{# The valid-order rule: why an order does not count, or null when it does. Which reasons apply is the
   variable invalid_order_reasons; the first that holds, in the order below, is given. An order that has no value in the
   reporting currency never counts. It reads conformed orders with their int_order_turnover: gift cards are no value. #}
{% macro invalid_order_reason() -%}
    {%- set conditions = {
        'test': 'is_test',
        'cancelled': "order_status = 'cancelled'",
        'staff': 'is_staff',
        'zero_value': 'order_currency_turnover_amount = 0',
    } -%}
    {%- set applied = conditions.items() | selectattr(0, 'in', var('invalid_order_reasons')) | list -%}
        case
        {%- for reason, condition in applied %}
            when {{ condition }} then '{{ reason }}'
        {%- endfor %}
            when exchange_rate is null then 'no_exchange_rate'
        end
{%- endmacro %}

{% macro known_invalid_order_reasons() -%}
    {{ return(['test', 'cancelled', 'staff', 'zero_value']) }}
{%- endmacro %}
