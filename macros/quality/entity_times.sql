{# What dates the rows of a conformed entity, and the amount that is reconciled (or none): entity -> [time, amount].
   An entity of event_times() is compared day by day with the raw table whose rows it holds; the others, and those of
   undated_entities(), where <system>__raw_counts says which day a row is of. An order line has the time of its order. #}
{% macro entity_times() -%}
    {%- set times = event_times() -%}
    {%- do times.update({
        'order_lines': ['ordered_at', 'net_amount'],
        'customer_records': ['created_at', none],
        'loyalty_members': ['enrolled_at', none],
        'products': [none, none],
        'stores': ['opened_on', none],
        'campaigns': ['start_date', none],
        'coupons': [none, none],
    }) -%}
    {{ return(times) }}
{%- endmacro %}

{% macro event_times() -%}
    {{ return({
        'orders': ['ordered_at', 'net_amount'],
        'refunds': ['refunded_at', 'refund_amount'],
        'payments': ['paid_at', 'amount'],
        'checkouts': ['started_at', none],
        'events': ['occurred_at', none],
        'message_events': ['occurred_at', none],
        'consents': ['changed_at', none],
        'loyalty_movements': ['occurred_at', 'points'],
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

{# A parcel's time is in its tracking steps, a return line's in its request: not in the raw table that holds the rows. #}
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

{# Whether the entity that holds the rows of a raw table has their day. #}
{% macro is_dated(landing) -%}
    {%- set counts = landing.counts -%}
    {{ return(
        counts.get('by_day', true)
        and counts.get('entity') in (entity_times() if counts.get('day') else event_times())
        and counts.entity not in undated_entities()
        and counts.entity in shop_systems()[landing.system]
    ) }}
{%- endmacro %}
