with months as (
    select * from {{ ref('int_lifetime_months') }}
),

-- Month 0 begins with everybody; to each later one comes a better share of those of the month before.
added as (
    {%- for points in [0, 1, 2, 5] %}
    select
        *,
        {{ points }} as added_points,
        sum(ln(case
            when month_number > 0 then least(monthly_retention + {{ points / 100 }}, 1) else 1
        end)) over (
            order by month_number
            rows between unbounded preceding and current row
        ) as log_survival
    from months
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

expected as (
    {%- for horizon in [12, 24, 36] %}
    select
        {{ horizon }} as horizon_months,
        added_points,
        max(case when month_number = {{ horizon - 1 }} then at_risk_customers end) as followed_customers,
        case
            when count(*) = {{ horizon }} then exp(min(log_survival) / {{ horizon - 1 }})
        end as monthly_retention,
        case when count(*) = {{ horizon }} then sum(exp(log_survival)) end as customer_months
    from added
    where month_number < {{ horizon }}
    group by added_points
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

valued as (
    select
        expected.*,
        spending.first_month_net_amount,
        spending.later_month_net_amount,
        spending.first_month_net_amount
        + (expected.customer_months - 1) * spending.later_month_net_amount as net_amount_per_customer
    from expected
    cross join {{ ref('int_lifetime_spending') }} as spending
),

compared as (
    select
        *,
        max(case when added_points = 0 then net_amount_per_customer end) over (
            partition by horizon_months
        ) as base_amount
    from valued
)

select
    cast(compared.horizon_months as int) as horizon_months,
    cast(compared.added_points as int) as added_points,
    cast(coalesce(compared.followed_customers, 0) as bigint) as followed_customers,
    compared.monthly_retention,
    compared.customer_months,
    compared.first_month_net_amount,
    compared.later_month_net_amount,
    compared.net_amount_per_customer,
    compared.net_amount_per_customer - compared.base_amount as gain_per_customer,
    {{ safe_divide(
        'compared.net_amount_per_customer - compared.base_amount',
        'compared.base_amount',
    ) }} as gain_share,
    as_of.as_of_date
from compared
cross join {{ ref('int_as_of') }} as as_of
