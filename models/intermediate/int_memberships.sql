-- From when until when a customer was a member. A membership that ended on an untold day counts as none.
select
    customer_map.customer_id,
    {{ shop_date('members.enrolled_at') }} as first_date,
    coalesce({{ shop_date('members.left_at') }}, date '9999-12-31') as left_date
from {{ ref('loyalty_members') }} as members
inner join {{ ref('int_customer_map') }} as customer_map
    on members.member_key = customer_map.customer_record_key
where members.member_status = 'active' or members.left_at is not null
