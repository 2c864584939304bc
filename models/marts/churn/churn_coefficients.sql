select
    fits.fit_id,
    fits.model,
    fits.horizon_days,
    coefficients.term,
    coefficients.coefficient,
    exp(coefficients.coefficient) as odds_ratio,
    coefficients.row_count,
    coefficients.event_count,
    coefficients.step_count,
    fits.is_current,
    coefficients.is_converged,
    fits.trained_until as trained_until_date
from {{ ref('int_churn_coefficients') }} as coefficients
inner join {{ ref('int_churn_fits') }} as fits
    on coefficients.fit_id = fits.fit_id
where fits.model = 'all_terms' or coefficients.term in ('intercept', 'log_days_since_last_order')
