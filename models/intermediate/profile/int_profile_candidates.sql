{%- set first_seen_at
    = 'coalesce(customer_records.created_at, cast(customer_records.first_seen_date as timestamp))' -%}
-- What each record says about each golden field, seen by as_of. Records gone at their source say nothing.
with records as (
    select
        customer_records.*,
        {{ seen_by_as_of('customer_records.address_seen_at') }} as is_address_seen,
        {{ last_seen_by_as_of(first_seen_at, 'customer_records.updated_at') }} as changed_at
    from {{ ref('customer_records') }} as customer_records
    cross join {{ ref('int_as_of') }} as as_of
    where not coalesce(customer_records.is_deleted, false) and {{ seen_by_as_of(first_seen_at) }}
),

told as (
    select
        record_key,
        source_system,
        field,
        value,
        is_verified,
        observed_at
    from {{ ref('int_profile_contacts') }}
    {%- for field, value in record_fields().items() %}
    {%- set is_address = field == 'country_code' or profile_fields()[field] == 'address' %}
    union all
    select
        customer_record_key as record_key,
        source_system,
        '{{ field }}' as field,
        {{ value }} as value,
        cast(null as boolean) as is_verified,
        {{ 'coalesce(address_seen_at, changed_at)' if is_address else 'changed_at' }} as observed_at
    from records
    {{- ' where is_address_seen' if is_address }}
    {%- endfor %}
    union all
    select
        members.member_key as record_key,
        members.source_system,
        'loyalty_card' as field,
        members.card_number as value,
        cast(null as boolean) as is_verified,
        members.enrolled_at as observed_at
    from {{ ref('loyalty_members') }} as members
    cross join {{ ref('int_as_of') }} as as_of
    where {{ is_member('members') }} and {{ seen_by_as_of('members.enrolled_at') }}
    union all
    -- Where goods are sent; a store tells nothing about its visitors, nor does staff.
    select
        {{ order_record_key('orders') }} as record_key,
        orders.source_system,
        'country_code' as field,
        upper(orders.country_code) as value,
        cast(null as boolean) as is_verified,
        orders.ordered_at as observed_at
    from {{ ref('orders') }} as orders
    cross join {{ ref('int_as_of') }} as as_of
    where
        orders.channel <> 'store'
        and not coalesce(orders.is_test, false)
        and not coalesce(orders.is_staff, false)
        and orders.order_date <= as_of.as_of_date
)

select
    customer_map.customer_id,
    told.field,
    told.record_key,
    told.source_system,
    trim(told.value) as value,
    max(case when told.is_verified then 1 else 0 end) = 1 as is_verified,
    -- Text read in a wrong encoding, and birthdays without their year, are better than nothing only.
    {{ matches('trim(told.value)', mojibake_pattern()) }}
    or (told.field = 'birth_date' and trim(told.value) like '1004-%') as is_damaged,
    max(told.observed_at) as observed_at
from told
inner join {{ ref('int_customer_map') }} as customer_map
    on told.record_key = customer_map.customer_record_key
where trim(told.value) <> ''
group by customer_map.customer_id, told.field, told.record_key, told.source_system, trim(told.value)
