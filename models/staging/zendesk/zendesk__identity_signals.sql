{%- set kinds = {
    'email': ('email', 'null', 'verified'),
    'phone': ('phone', 'null', 'null'),
    'external_id': ('external_id', "'shopify'", 'null'),
} -%}
with users as (
    select * from {{ ref('stg_zendesk__user') }}
    where lower(role) = 'end-user'
)

{% for kind, (name, system, verified) in kinds.items() -%}
select
    'zendesk' as source_system,
    'customer' as record_type,
    cast(id as string) as record_id,
    '{{ kind }}' as identifier_kind,
    cast({{ system }} as string) as identifier_system,
    {{ name }} as identifier_value,
    cast({{ verified }} as boolean) as is_verified,
    created_at as first_seen_at,
    greatest(created_at, updated_at) as last_seen_at
from users
where {{ name }} is not null
{{ 'union all' if not loop.last }}
{% endfor %}
