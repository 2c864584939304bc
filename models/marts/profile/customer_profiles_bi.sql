{%- set columns = [
    'country_code', 'language_code', 'missing_fields', 'completeness', 'source_systems',
    'record_count', 'system_count', 'channels_seen', 'channels_bought', 'acquisition_channel',
    'acquisition_source', 'acquisition_medium', 'acquisition_campaign', 'top_bought_category',
    'top_viewed_category', 'favourite_store_id', 'favourite_store_name', 'purchase_state', 'rfm_segment',
    'is_vip', 'churn_state', 'churn_rules_fired', 'p_no_order_90d', 'order_count', 'net_amount',
    'average_order_value', 'refund_amount', 'returned_order_count', 'formula_clv_amount',
    'first_order_once_clv_amount', 'discounted_12m_amount', 'value_segment', 'member_status', 'tier',
    'points_balance', 'last_nps_score', 'open_ticket_count', 'emails_received_90d_count',
    'human_opens_90d_count', 'clicks_90d_count', 'first_seen_date', 'last_order_date',
    'next_order_due_date', 'is_order_overdue', 'first_touch_at', 'last_touch_at', 'member_since_at',
    'as_of_date',
] -%}
-- A profile without personal data. Its columns are named one by one: a new one is not shown by itself. An id
-- that is the hash of an e-mail address would say who has an address that one guesses: here it is another.
with names as (
    select
        customer_id,
        min(registration_number) as registration_number,
        max(
            case
                when customer_record_key = customer_id and customer_record_id not like '%@%' then 1
                else 0
            end
        ) as is_safe
    from {{ ref('int_customer_map') }}
    group by customer_id
)

select
    case
        when names.is_safe = 1 then profiles.customer_id
        else {{ hash_key(["'registered'", 'names.registration_number']) }}
    end as customer_id,
    profiles.{{ columns | join(',\n    profiles.') }}
from {{ ref('customer_profiles') }} as profiles
inner join names
    on profiles.customer_id = names.customer_id
