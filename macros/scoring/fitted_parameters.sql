{# The table of the runs: of each fit the run with the highest likelihood, a row a parameter. Rounded, since an engine adds
   in any order. What the fit does not know of the logarithms of the parameters, their covariance, is by the outer products
   of the gradients: the standard error by the delta method, and root_1, root_2, ..., the row of its Cholesky root. #}
{% macro fitted_parameters(runs, parameters) -%}
    {%- set best = best_runs(runs) -%}
    {%- for fit_id, run in best.items() -%}
        {%- set fit_loop = loop -%}
        {%- set covariance = unit_solutions(run, parameters | length) -%}
        {%- set roots = cholesky(covariance) -%}
        {%- for parameter in parameters %}
        {%- set row = loop.index0 %}
    {{ 'union all' if not (fit_loop.first and loop.first) }}
    select
        cast('{{ fit_id }}' as string) as fit_id,
        cast('{{ parameter }}' as string) as parameter,
        {%- set estimate = 'exp(round(cast(\'' ~ run.place[loop.index0] ~ '\' as double), 8))' %}
        {{ estimate }} as estimate,
        {{ estimate }} * round(sqrt(cast('{{ [covariance[row][row], 0.0] | max }}' as double)), 6)
            as standard_error,
        round(cast('{{ run.value }}' as double), 4) as log_likelihood,
        cast({{ run.rows }} as bigint) as row_count,
        cast({{ run.steps }} as bigint) as step_count,
        {{ 'true' if run.is_converged else 'false' }} as is_converged
        {%- for root in roots[row] %},
        round(cast('{{ root }}' as double), 6) as root_{{ loop.index }}
        {%- endfor %}
        {%- endfor -%}
    {%- else %}
    select
        {%- for name, type in {'fit_id': 'string', 'parameter': 'string', 'estimate': 'double', 'standard_error': 'double',
            'log_likelihood': 'double', 'row_count': 'bigint', 'step_count': 'bigint', 'is_converged': 'boolean'}.items() %}
        cast(null as {{ type }}) as {{ name }},
        {%- endfor %}
        {%- for parameter in parameters %}
        cast(null as double) as root_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    where 1 = 0
    {%- endfor -%}
{%- endmacro %}
