-- How many customers consent to marketing on a date? Write it as `consent_date`; without it as_of counts.
-- Contacts are in customer_profiles_marketing; customer_count is today's.
-- Who was never asked has no row, which is no consent.
-- dbt compile --select consent_on_a_date --vars "{consent_date: '2025-06-30'}"
{%- if var('consent_date', '') %}
{%- set evening = "cast('" ~ var('consent_date') ~ "' as date)" %}
{%- else %}
{%- set evening = '(select max(as_of_date) from ' ~ ref('rfm_current') ~ ')' %}
{%- endif %}

with consents as (
    {{ consent_as_of(evening) }}
),

marketing as (
    select
        customer_id,
        max(case when channel = 'email' and is_granted then 1 else 0 end) as email_count,
        max(case when channel = 'sms' and is_granted then 1 else 0 end) as sms_count,
        max(case when channel = 'push' and is_granted then 1 else 0 end) as push_count,
        max(case when channel = 'post' and is_granted then 1 else 0 end) as post_count
    from consents
    where purpose = 'marketing'
    group by customer_id
)

select
    count(*) as customer_count,
    count(marketing.customer_id) as asked_count,
    coalesce(sum(marketing.email_count), 0) as email_count,
    coalesce(sum(marketing.sms_count), 0) as sms_count,
    coalesce(sum(marketing.push_count), 0) as push_count,
    coalesce(sum(marketing.post_count), 0) as post_count
from {{ ref('dim_customers') }} as customers
left join marketing
    on customers.customer_id = marketing.customer_id
