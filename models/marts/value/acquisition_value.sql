with groups as (
    select
        groups.*,
        margins.margin_share,
        coalesce(margins.margin_share, 1) as value_share,
        as_of.as_of_date,
        cast({{ dbt.dateadd('day', 1, 'as_of.as_of_date') }} as date) as next_date
    from {{ ref('int_acquisition_groups') }} as groups
    cross join {{ ref('int_margin_share') }} as margins
    cross join {{ ref('int_as_of') }} as as_of
),

-- Months of life in which nobody bought cannot be the first to reach the cost.
paid_back as (
    select
        groups.level,
        groups.acquisition_month,
        groups.channel,
        groups.campaign,
        min(months.life_month) as payback_months
    from groups
    inner join {{ ref('int_acquisition_months') }} as months
        on
            groups.level = months.level
            and groups.acquisition_month = months.acquisition_month
            and groups.channel = months.channel
            and groups.campaign = months.campaign
    where
        groups.spend_amount > 0
        and months.kept_net_amount > 0
        and months.kept_net_amount * groups.value_share >= groups.spend_amount
    group by
        groups.level,
        groups.acquisition_month,
        groups.channel,
        groups.campaign
),

valued as (
    select
        groups.*,
        paid_back.payback_months,
        {{ safe_divide('groups.spend_amount', 'groups.customer_count') }} as cac_amount,
        -- What was given back beyond what was paid is lost in full, whatever goods leave.
        {{ safe_divide(
            'least(groups.historic_net_amount, groups.historic_net_amount * groups.value_share)',
            'groups.customer_count',
        ) }} as historic_value_amount,
        {{ safe_divide('groups.discounted_36m_amount', 'groups.predicted_customer_count') }}
            as future_value_amount
    from groups
    left join paid_back
        on
            groups.level = paid_back.level
            and groups.acquisition_month = paid_back.acquisition_month
            and groups.channel = paid_back.channel
            and groups.campaign = paid_back.campaign
)

select
    level,
    channel,
    campaign,
    case
        when customer_count = 0 then 'no_customers'
        when coalesce(spend_amount, 0) = 0 then 'no_spend'
        when payback_months is null then 'not_yet'
        else 'paid_back'
    end as payback_state,
    case when margin_share is null then 'net_revenue' else 'margin' end as value_measure,
    customer_count,
    predicted_customer_count,
    spend_amount,
    unsaid_spend_amount,
    cac_amount,
    historic_value_amount,
    historic_value_amount + future_value_amount as predicted_value_amount,
    {{ safe_divide('historic_value_amount + future_value_amount', 'cac_amount') }} as value_to_cac_ratio,
    payback_months,
    {{ full_months_between('last_first_order_date', 'next_date') }} as followed_months,
    acquisition_month,
    as_of_date
from valued
