{%- set kinds = {
    'email': ('email', 'null'),
    'phone': ('phone_number', 'null'),
    'account': ('custom_shopify_customer_id', "'shopify'"),
} -%}
with profiles as (
    select * from {{ ref('stg_klaviyo__person') }}
)

{% for kind, (name, system) in kinds.items() -%}
select
    'klaviyo' as source_system,
    'customer' as record_type,
    id as record_id,
    '{{ kind }}' as identifier_kind,
    cast({{ system }} as string) as identifier_system,
    {{ name }} as identifier_value,
    cast(null as boolean) as is_verified,
    created as first_seen_at,
    greatest(created, updated) as last_seen_at
from profiles
where {{ name }} is not null
{{ 'union all' if not loop.last }}
{% endfor %}
