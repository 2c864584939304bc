{%- set kinds = {
    'people_email': ('int_feedback__people', 'person_id', 'email', 'email', 'null'),
    'people_phone': ('int_feedback__people', 'person_id', 'phone', 'phone_number', 'null'),
    'address_email': ('int_feedback__addresses', 'address', 'email', 'address', 'null'),
    'address_account': ('int_feedback__addresses', 'address', 'account', 'customer_id', "'shopify'"),
} %}
with signals as (
    {%- for model, record_id, kind, value, system in kinds.values() %}
    select
        {{ record_id }} as record_id,
        '{{ kind }}' as identifier_kind,
        cast({{ system }} as string) as identifier_system,
        {{ value }} as identifier_value,
        first_seen_at,
        last_seen_at
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    'feedback' as source_system,
    'customer' as record_type,
    record_id,
    identifier_kind,
    identifier_system,
    identifier_value,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at
from signals
where identifier_value is not null
group by record_id, identifier_kind, identifier_system, identifier_value
