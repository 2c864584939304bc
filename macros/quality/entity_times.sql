{# The business time of the conformed entities that have one, and the amount that is reconciled (or none):
   entity -> [time column, amount column]. Those of undated_entities() are not dated by their raw table: a parcel's time is
   in its tracking steps, a return line's in its request. #}
{% macro entity_times() -%}
    {{ return({
        'orders': ['ordered_at', 'net_amount'],
        'refunds': ['refunded_at', 'refund_amount'],
        'payments': ['paid_at', 'amount'],
        'checkouts': ['started_at', none],
        'events': ['occurred_at', none],
        'message_events': ['occurred_at', none],
        'consents': ['changed_at', none],
        'loyalty_movements': ['occurred_at', none],
        'loyalty_tier_changes': ['changed_at', none],
        'tickets': ['created_at', none],
        'survey_responses': ['responded_at', none],
        'reviews': ['created_at', none],
        'shipments': ['shipped_at', none],
        'returns': ['requested_at', none],
        'price_history': ['valid_from', 'price_amount'],
        'stock_levels': ['stock_date', none],
        'exchange_rates': ['rate_date', none],
        'marketing_spend': ['spend_date', 'spend_amount'],
        'touchpoints': ['occurred_at', none],
    }) }}
{%- endmacro %}

{% macro undated_entities() -%}
    {{ return(['shipments', 'returns']) }}
{%- endmacro %}

{# Whether the entity that a column names has an amount that is reconciled. #}
{% macro has_amount(entity_column) -%}
    {%- set names = [] -%}
    {%- for entity, (time, amount) in entity_times().items() if amount -%}
        {%- do names.append(entity) -%}
    {%- endfor -%}
    {{ entity_column }} in ('{{ names | join("', '") }}')
{%- endmacro %}
