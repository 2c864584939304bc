{%- set columns = [
    'customer_id', 'country_code', 'language_code', 'missing_fields', 'completeness', 'source_systems',
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
-- A profile without personal data. Its columns are named one by one: a new one is not shown by itself.
select
    {{ columns | join(',\n    ') }}
from {{ ref('customer_profiles') }}
