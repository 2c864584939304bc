with golden as (
    select
        customer_id,
        {{ golden_columns() }}
    from {{ ref('profile_field_sources') }}
    group by customer_id
),

-- Refused on one channel is refused.
profiling as (
    select
        customer_id,
        min(case when is_granted then 1 else 0 end) = 1 as is_allowed
    from {{ ref('consent_state') }}
    where purpose = 'profiling'
    group by customer_id
)

select
    rfm.customer_id,
    {%- for field in profile_fields() %}
    {{ 'cast(golden.birth_date as date) as birth_date' if field == 'birth_date' else 'golden.' ~ field }},
    {%- endfor %}
    {{ missing_message_fields('golden') }} as missing_fields,
    {{ safe_divide(filled_message_fields('golden'), message_fields() | length) }} as completeness,
    records.source_systems,
    records.source_records,
    records.record_count,
    records.system_count,
    activity.channels_seen,
    activity.channels_bought,
    activity.acquisition_channel,
    activity.acquisition_source,
    activity.acquisition_medium,
    activity.acquisition_campaign,
    activity.top_bought_category,
    activity.top_viewed_category,
    activity.favourite_store_id,
    activity.favourite_store_name,
    rfm.purchase_state,
    rfm.rfm_segment,
    rfm.is_vip,
    case
        when ghosts.is_ghost then 'ghost'
        when rfm.purchase_state = 'never_purchased' then 'never_purchased'
        when risks.is_at_risk then 'at_risk'
        else 'active'
    end as churn_state,
    risks.churn_rules_fired,
    scores.p_no_order_90d,
    clv.order_count,
    clv.historic_net_amount as net_amount,
    clv.average_order_value,
    clv.historic_refund_amount as refund_amount,
    activity.returned_order_count,
    clv.formula_clv_amount,
    clv.first_order_once_clv_amount,
    clv.discounted_12m_amount,
    worth.value_segment,
    points.member_status,
    points.tier,
    points.points_balance,
    service.last_nps_score,
    case when {{ is_delivered("'tickets'") }} then coalesce(service.open_ticket_count, 0) end
        as open_ticket_count,
    {%- for name in ['emails_received', 'human_opens', 'clicks'] %}
    case when {{ is_delivered("'message_events'") }} then coalesce(messages.{{ name }}_90d_count, 0) end
        as {{ name }}_90d_count,
    {%- endfor %}
    coalesce(profiling.is_allowed, false) as is_profiling_allowed,
    messages.last_email_engaged_at,
    records.first_seen_date,
    rfm.last_order_date,
    expected.next_expected_date as next_order_due_date,
    expected.is_overdue as is_order_overdue,
    activity.first_touch_at,
    activity.last_touch_at,
    {%- for channel in touch_channels() %}
    activity.first_{{ channel }}_at,
    activity.last_{{ channel }}_at,
    {%- endfor %}
    points.member_since_at,
    service.last_nps_at,
    rfm.as_of_date
from {{ ref('rfm_current') }} as rfm
inner join {{ ref('int_profile_records') }} as records on rfm.customer_id = records.customer_id
inner join {{ ref('clv_customers') }} as clv on rfm.customer_id = clv.customer_id
inner join {{ ref('profile_activity') }} as activity on rfm.customer_id = activity.customer_id
left join golden on rfm.customer_id = golden.customer_id
left join {{ ref('int_profile_risks') }} as risks on rfm.customer_id = risks.customer_id
left join {{ ref('churn_scores') }} as scores on rfm.customer_id = scores.customer_id
left join {{ ref('value_segments') }} as worth on rfm.customer_id = worth.customer_id
left join profiling on rfm.customer_id = profiling.customer_id
left join {{ ref('interpurchase') }} as expected on rfm.customer_id = expected.customer_id
left join {{ ref('ghost_customers') }} as ghosts on rfm.customer_id = ghosts.customer_id
left join {{ ref('int_profile_points') }} as points on rfm.customer_id = points.customer_id
left join {{ ref('int_customer_service') }} as service on rfm.customer_id = service.customer_id
left join {{ ref('int_profile_messages') }} as messages on rfm.customer_id = messages.customer_id
