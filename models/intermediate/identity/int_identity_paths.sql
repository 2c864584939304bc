{{ config(materialized='link_paths') }}
-- What links each record to the others of its customer, and the record that the customer is called after:
-- where that one is gone, or its name was an erased one's, the one registered first.
with members as (
    select
        customer_record_key as record_key,
        customer_id,
        first_value(customer_record_key) over (
            partition by customer_id
            order by case when customer_record_key = customer_id then 0 else 1 end, registration_number
            rows between unbounded preceding and unbounded following
        ) as anchor_key
    from {{ ref('int_customer_map') }}
)

select
    members.anchor_key,
    members.record_key,
    holders.link_key,
    holders.identifier_kind,
    holders.strength
from members
left join {{ ref('int_identity_holders') }} as holders
    on members.record_key = holders.record_key and holders.refused_reason is null
