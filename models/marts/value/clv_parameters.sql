-- What the models of buying and of spending were fitted to, at as_of and on the earlier evenings that judge.
select
    fits.described_date,
    fits.pool,
    fits.pool_kind,
    fits.model,
    fits.parameter,
    fits.estimate,
    fits.standard_error,
    fits.log_likelihood,
    fits.row_count as customer_count,
    fits.step_count,
    fits.is_converged,
    models.forecast_count as holdout_count,
    models.log_likelihood as holdout_log_likelihood,
    models.is_marked,
    models.mark_basis,
    dates.is_current
from {{ ref('int_value_fits') }} as fits
inner join {{ ref('int_value_dates') }} as dates
    on fits.described_date = dates.described_date
left join {{ ref('int_value_model') }} as models
    on fits.model = models.model
