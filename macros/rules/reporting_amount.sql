{# The currency rule: an amount in the reporting currency is the amount in the order's currency times the rate of the
   order's day, rounded to the cent; refunds in that currency take the order's rate, so that a full refund leaves nothing.
   Each is rounded by itself: several refunds that make up an order may differ from it by half a cent each, and leave
   a cent more or less than nothing.
   Null where nobody delivers a rate: such an order does not count (no_exchange_rate). *rate*: units of the reporting
   currency for one. #}
{% macro reporting_amount(amount, rate='exchange_rate') -%}
    {#- 19 digits: DuckDB keeps a product of two shorter decimals within 18, and large amounts overflow. #}
    cast(round(cast({{ amount }} as decimal(19, 2)) * {{ rate }}, 2) as decimal(18, 2))
{%- endmacro %}

{# The rate at which amounts of a row are valued: 1 in the reporting currency, else that of the joined rates. #}
{% macro exchange_rate(currency, rate) -%}
    case
        when {{ currency }} = '{{ var("reporting_currency") }}' then cast(1 as decimal(18, 8))
        else {{ rate }}
    end
{%- endmacro %}

{# The join to exchange_rates that gives *rates*: those of the day, or of the last day before that has one. #}
{% macro join_exchange_rates(currency, date) -%}
    left join {{ ref('exchange_rates') }} as rates
        on
            {{ currency }} = rates.from_currency
            and rates.to_currency = '{{ var("reporting_currency") }}'
            and {{ date }} between rates.rate_date and rates.valid_to
{%- endmacro %}
