with months as (
    select * from {{ ref('int_lifetime_months') }}
),

-- The yearly rate of a horizon, from the share that still is a customer when its last month begins.
horizons as (
    {%- for horizon in [6, 12, 18, 24, 30, 36] %}
    select
        {{ horizon }} as horizon_months,
        at_risk_customers as followed_customers,
        power(survival, {{ 12 / (horizon - 1) }}) as yearly_rate
    from months
    where month_number = {{ horizon - 1 }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

raised as (
    {%- for points in [0, 1, 2, 5] %}
    select
        *,
        {{ points }} as added_points,
        least(yearly_rate + {{ points / 100 }}, 1) as raised_rate
    from horizons
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Month 0 begins with everybody; of each later month the same part more are kept.
followed as (
    select
        raised.*,
        sum(ln(case
            when months.month_number = 0 then 1
            else least(
                months.monthly_retention * power(raised.raised_rate / raised.yearly_rate, {{ 1 / 12 }}), 1
            )
        end)) over (
            partition by raised.horizon_months, raised.added_points
            order by months.month_number
            rows between unbounded preceding and current row
        ) as log_survival
    from raised
    inner join months
        on raised.horizon_months > months.month_number
),

expected as (
    select
        horizon_months,
        added_points,
        followed_customers,
        exp(min(log_survival) / (horizon_months - 1)) as monthly_retention,
        sum(exp(log_survival)) as customer_months
    from followed
    group by horizon_months, added_points, followed_customers
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
        net_amount_per_customer - max(case when added_points = 0 then net_amount_per_customer end) over (
            partition by horizon_months
        ) as net_gain_per_customer
    from valued
)

select
    cast(compared.horizon_months as int) as horizon_months,
    cast(compared.added_points as int) as added_yearly_points,
    cast(compared.followed_customers as bigint) as followed_customers,
    power(compared.monthly_retention, 12) as yearly_retention,
    compared.monthly_retention,
    compared.customer_months,
    compared.first_month_net_amount,
    compared.later_month_net_amount,
    compared.net_amount_per_customer,
    compared.net_gain_per_customer,
    compared.net_amount_per_customer * margins.margin_share as margin_per_customer,
    compared.net_gain_per_customer * margins.margin_share as margin_gain_per_customer,
    {{ safe_divide(
        'compared.net_gain_per_customer',
        'compared.net_amount_per_customer - compared.net_gain_per_customer',
    ) }} as gain_share,
    as_of.as_of_date
from compared
cross join {{ ref('int_margin_share') }} as margins
cross join {{ ref('int_as_of') }} as as_of
