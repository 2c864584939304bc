{# A table of logistic regressions, one row a fit and term. The model's SQL gives the rows to learn from: fit_id (text),
   outcome (0 or 1, double) and the columns that the config `features` names (doubles without nulls, centred and scaled,
   as the ridge takes them to be alike). A fit is the maximum of the log-likelihood less ridge / 2 x the sum of the
   squared coefficients but the intercept's: LogisticRegression(C = 1 / ridge) of scikit-learn. A fit whose rows all
   end alike has no maximum and no row. #}
{% materialization logistic_fits, default %}
    {{ run_hooks(pre_hooks) }}
    {%- set target = this.incorporate(type='table') -%}
    {%- set old = load_cached_relation(this) -%}
    {%- set features = config.require('features') -%}
    {%- set fits = fits_begun(sql, features | length) -%}
    {%- for step in range(30) if fits.values() | selectattr('is_moving') | list -%}
        {%- do newton_step(fits, sql, features, config.get('ridge', 1.0)) -%}
    {%- endfor -%}
    {%- if old -%}{%- do adapter.drop_relation(old) -%}{%- endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(false, target, fitted_terms(fits, features)) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {%- do persist_docs(target, model) -%}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{# Every fit at its start: no coefficient but zero. #}
{% macro fits_begun(rows, width) -%}
    {%- set fits = {} -%}
    {%- set counted = run_query('select fit_id, count(*), sum(outcome) from (' ~ rows ~ ') as told
        group by fit_id having sum(outcome) > 0 and sum(outcome) < count(*) order by fit_id') -%}
    {%- for row in counted.rows -%}
        {%- do fits.update({row[0]: {'beta': [0.0] * (width + 1), 'rows': row[1] | int, 'events': row[2] | int,
            'steps': 0, 'is_moving': true}}) -%}
    {%- endfor -%}
    {{ return(fits) }}
{%- endmacro %}

{# The table that the fits make: a row for the intercept and each feature. Rounded, since an engine adds in any order: the
   same rows give the same coefficients. #}
{% macro fitted_terms(fits, features) -%}
    {%- for fit_id, fit in fits.items() -%}
        {%- set fit_loop = loop -%}
        {%- for term in ['intercept'] + features %}
    {{ 'union all' if not (fit_loop.first and loop.first) }}
    select
        cast('{{ fit_id }}' as string) as fit_id,
        cast('{{ term }}' as string) as term,
        cast({{ loop.index0 }} as bigint) as term_number,
        cast({{ fit.rows }} as bigint) as row_count,
        cast({{ fit.events }} as bigint) as event_count,
        cast({{ fit.steps }} as bigint) as step_count,
        cast('{{ (fit.beta[loop.index0] | round(6)) + 0.0 }}' as double) as coefficient,
        {{ 'false' if fit.is_moving else 'true' }} as is_converged
        {%- endfor -%}
    {%- else %}
    select
        {%- for name, type in {'fit_id': 'string', 'term': 'string', 'term_number': 'bigint', 'row_count': 'bigint',
            'event_count': 'bigint', 'step_count': 'bigint', 'coefficient': 'double', 'is_converged': 'boolean'}.items() %}
        cast(null as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    where 1 = 0
    {%- endfor -%}
{%- endmacro %}
