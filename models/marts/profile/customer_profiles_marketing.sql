{%- set inferred = [
    'rfm_segment', 'value_segment', 'churn_state', 'top_bought_category', 'top_viewed_category',
    'next_order_due_date',
] -%}
-- Who may be written to, and where: no contact without a live consent on its channel, no row without any.
with consents as (
    select
        customer_id,
        max(case when channel = 'email' then 1 else 0 end) = 1 as allows_email,
        max(case when channel = 'sms' then 1 else 0 end) = 1 as allows_sms,
        max(case when channel = 'push' then 1 else 0 end) = 1 as allows_push,
        max(case when channel = 'post' then 1 else 0 end) = 1 as allows_post
    from {{ ref('consent_state') }}
    where purpose = 'marketing' and is_granted
    group by customer_id
),

contacts as (
    select
        profiles.*,
        consents.allows_push as is_push_allowed,
        case when consents.allows_email then profiles.email end as allowed_email,
        case when consents.allows_sms then profiles.phone end as allowed_phone,
        case when consents.allows_post then profiles.street_address end as allowed_street_address,
        case when consents.allows_post then profiles.postal_code end as allowed_postal_code,
        case when consents.allows_post then profiles.city end as allowed_city
    from {{ ref('customer_profiles') }} as profiles
    inner join consents
        on profiles.customer_id = consents.customer_id
)

select
    customer_id,
    first_name,
    last_name,
    language_code,
    country_code,
    time_zone,
    allowed_email as email,
    allowed_phone as phone,
    allowed_street_address as street_address,
    allowed_postal_code as postal_code,
    allowed_city as city,
    is_push_allowed,
    is_profiling_allowed,
    tier,
    -- What is inferred of a person is told of those who allow profiling.
    {%- for name in inferred %}
    case when is_profiling_allowed then {{ name }} end as {{ name }},
    {%- endfor %}
    last_order_date,
    as_of_date
from contacts
-- A name alone reaches nobody.
where coalesce(allowed_email, allowed_phone, allowed_street_address) is not null or is_push_allowed
