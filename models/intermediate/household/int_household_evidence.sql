{%- set street = replace_all("lower(street_address)", "[-.,;\\x27\\x{2019} ]+", " ") -%}
-- What customers have in common that a household shares, and why it makes none where it makes none.
with cards as (
    select distinct
        customer_map.customer_id,
        edges.identifier_key as evidence_key
    from {{ ref('int_identity_edges') }} as edges
    inner join {{ ref('int_customer_map') }} as customer_map
        on edges.record_key = customer_map.customer_record_key
    where
        edges.identifier_kind = 'payment_card'
        -- Cards need not link records to serve here; what is blocked serves nowhere.
        and coalesce(edges.refused_reason, 'kind_does_not_link') = 'kind_does_not_link'
),

addresses as (
    select
        customer_id,
        lower(max(case when field = 'last_name' then value end)) as last_name,
        coalesce(max(case when field = 'country_code' then value end), '') as country_code,
        lower(replace(max(case when field = 'postal_code' then value end), ' ', '')) as postal_code,
        max(case when field = 'street_address' then value end) as street_address
    from {{ ref('int_profile_fields') }}
    group by customer_id
),

-- A street without a house number is no address.
houses as (
    select
        customer_id,
        last_name,
        {{ hash_key(["'household'", 'country_code', 'postal_code', 'trim(' ~ street ~ ')']) }} as house_key
    from addresses
    where {{ matches('street_address', '[0-9]') }}
),

shared as (
    select
        customer_id,
        'payment_card' as evidence_kind,
        evidence_key
    from cards
    union all
    select
        customer_id,
        'address' as evidence_kind,
        house_key as evidence_key
    from houses
    union all
    select
        customer_id,
        'address_and_name' as evidence_kind,
        {{ hash_key(['house_key', 'last_name']) }} as evidence_key
    from houses
),

counted as (
    select
        *,
        count(*) over (partition by evidence_kind, evidence_key) as customer_count
    from shared
    where evidence_key is not null
)

select
    counted.customer_id,
    counted.evidence_kind,
    counted.evidence_key,
    counted.customer_count,
    case
        when counted.customer_count > rules.max_customers then 'crowd'
        when not rules.is_linking then 'kind_does_not_link'
    end as refused_reason
from counted
inner join {{ ref('household_rules') }} as rules
    on counted.evidence_kind = rules.evidence_kind
where counted.customer_count > 1
