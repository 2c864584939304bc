-- One row a customer, evening and churn rule: what the rule measures, its threshold for this customer then,
-- and which entity it would need that nobody delivers. A view: nobody needs all of these rows at once.
{{ config(materialized='view') }}
with rules as (
    select
        *,
        case
            when {{ is_delivered('required_entity') }} then null
            when {{ is_delivered('or_entity') }} then null
            else required_entity
        end as missing_entity
    from {{ ref('churn_rules') }}
),

evidence as (
    select
        features.*,
        rules.*,
        case rules.measure
            when 'days_since_last_order_and_opt_out' then features.opted_out_date
            when 'days_since_abandoned_cart' then features.abandoned_cart_date
            when 'points_below_ten' then features.last_nps_date
            when 'days_of_open_ticket' then features.oldest_open_ticket_date
            when 'share_of_touches_lost' then features.described_date
            when 'rise_of_returned_share' then features.described_date
            else features.last_order_date
        end as evidence_date
    from {{ ref('int_churn_features') }} as features
    cross join rules
),

dated as (
    select
        *,
        {{ safe_divide('touch_90d_count', 'touch_before_90d_count') }} as kept_share,
        cast({{ days_between('evidence_date', 'described_date') }} as double) as evidence_days,
        {{ add_months('last_order_date', 'threshold_months') }} as months_later_date
    from evidence
)

select
    customer_id,
    rule_id,
    description_en,
    description_fr,
    missing_entity,
    order_count >= minimum_orders
    and case measure
        when 'days_over_own_gap' then gap_count > 0
        when 'share_of_touches_lost' then coalesce(touch_before_90d_count >= minimum_touches, false)
        when 'rise_of_returned_share' then returned_share_6m is not null and returned_share_before is not null
        else true
    end as is_eligible,
    case
        when evidence_days > maximum_days then null
        when measure in ('days_since_abandoned_cart', 'days_of_open_ticket') then evidence_days
        when measure = 'points_below_ten' then 10 - last_nps_score
        -- Rounded: of doubles, 0.35 - 0.1 is less than 0.25.
        when measure = 'share_of_touches_lost' then round(1 - kept_share, 9)
        when measure = 'rise_of_returned_share' then round(returned_share_6m - returned_share_before, 9)
        when evidence_date is not null then days_since_last_order
    end as measured_value,
    case measure
        when 'days_over_own_gap' then gap_multiple * median_gap_days
        -- More than n calendar months: the day after the same day n months later.
        when 'months_since_last_order' then 1 + {{ days_between('last_order_date', 'months_later_date') }}
        when 'points_below_ten' then cast(10 - threshold_score as double)
        -- The others have either days or a share.
        else coalesce(threshold_share, cast(threshold_days as double))
    end as threshold_value,
    cast(horizon_days as bigint) as horizon_days,
    is_month_end,
    is_current,
    evidence_date,
    last_order_date,
    described_date
from dated
