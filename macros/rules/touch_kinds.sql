{# Kind of touch as customer_engagement_daily counts it -> the entity that it is made from. #}
{% macro touch_kinds() -%}
    {{ return({
        'order': 'orders',
        'session': 'events',
        'checkout': 'checkouts',
        'message_open': 'message_events',
        'message_click': 'message_events',
        'ticket': 'tickets',
        'review': 'reviews',
        'survey_response': 'survey_responses',
        'points_spent': 'loyalty_movements',
        'enrolment': 'loyalty_members',
        'store_visit': 'touchpoints',
        'touchpoint': 'touchpoints',
    }) }}
{%- endmacro %}

{# The entities of the shop that can carry an engagement, as one text. #}
{% macro engagement_sources() -%}
    {%- set delivered = [] -%}
    {%- for entity in touch_kinds().values() | unique if delivering_systems(entity) -%}
        {%- do delivered.append(entity) -%}
    {%- endfor -%}
    '{{ delivered | sort | join(", ") }}'
{%- endmacro %}

{# How a touchpoint is an engagement, whosever it is: of the channel that it is called after; an experiment shown is none.
   *prefix* names the relation. #}
{% macro touchpoint_touch(prefix='') -%}
    {{ return({
        'from': 'touchpoints',
        'id': prefix ~ 'touchpoint_id',
        'channel': prefix ~ 'touchpoint_type',
        'at': prefix ~ 'occurred_at',
        'where': prefix ~ "touchpoint_type <> 'experiment_exposure'",
    }) }}
{%- endmacro %}
