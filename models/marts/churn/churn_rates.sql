select
    grain,
    start_customers,
    churned_customers,
    start_customers - churned_customers as retained_customers,
    churn_rate,
    rate_strict as retention_rate,
    is_complete_period,
    period_start_date,
    period_end_date
from {{ ref('retention_periods') }}
where grain in ('month', 'quarter', 'year')
