{# The table of the runs: of each fit the run with the highest likelihood, a row a parameter. Rounded, since an engine adds
   in any order. What the fit does not know of the logarithms of the parameters, their covariance, is by the outer products
   of the gradients: the standard error by the delta method, and root_1, root_2, ..., the row of its Cholesky root. Where a
   fit did not converge, the place at which it was left is no estimate: what it has is that it did not. #}
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
        {%- set estimate = 'exp(round(cast(\'' ~ run.place[row] ~ '\' as double), 8))' %}
        {%- set deviation = 'sqrt(cast(\'' ~ ([covariance[row][row], 0.0] | max) ~ '\' as double))' %}
        {%- set known = [
            (estimate, 'double', 'estimate'),
            (estimate ~ ' * round(' ~ deviation ~ ', 6)', 'double', 'standard_error'),
            ("round(cast('" ~ run.value ~ "' as double), 4)", 'double', 'log_likelihood'),
            (run.steps, 'bigint', 'step_count'),
        ] %}
        {%- for root in roots[row] -%}
            {%- do known.append(("round(cast('" ~ root ~ "' as double), 6)", 'double', 'root_' ~ loop.index)) -%}
        {%- endfor -%}
        {%- for value, type, name in known %}
        cast({{ value if run.is_converged else 'null' }} as {{ type }}) as {{ name }},
        {%- endfor %}
        cast({{ run.rows }} as bigint) as row_count,
        {{ 'true' if run.is_converged else 'false' }} as is_converged
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
