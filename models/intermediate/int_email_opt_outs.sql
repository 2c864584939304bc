-- Customers whose last word on e-mail marketing by the evening of as_of is no; of one moment, no counts.
{% set changed_date = 'cast(' ~ to_local('consents.changed_at', "'" ~ var('time_zone') ~ "'") ~ ' as date)' %}

with changes as (
    select
        customer_map.customer_id,
        consents.is_granted,
        {{ changed_date }} as changed_date,
        row_number() over (
            partition by customer_map.customer_id
            order by consents.changed_at desc, case when consents.is_granted then 1 else 0 end
        ) as change_number
    from {{ ref('consents') }} as consents
    inner join {{ ref('int_customer_map') }} as customer_map
        on consents.customer_record_key = customer_map.customer_record_key
    inner join {{ ref('int_as_of') }} as as_of
        on as_of.as_of_date >= {{ changed_date }}
    where consents.purpose = 'marketing' and consents.channel in ('email', 'all')
)

select
    customer_id,
    changed_date as opted_out_date
from changes
where change_number = 1 and not is_granted
