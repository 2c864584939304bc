{# Moves every fit that still moves by one step of Newton's method; it stands once no coefficient moves by 1e-9. #}
{% macro newton_step(fits, rows, features, ridge) -%}
    {%- set width = features | length + 1 -%}
    {%- for sums in run_query(newton_sums(fits, rows, features)).rows -%}
        {%- set fit = fits[sums[0]] -%}
        {%- set system = [] -%}
        {%- set place = namespace(next=1 + width) -%}
        {%- for i in range(width) -%}
            {%- set penalty = ridge if i else 0.0 -%}
            {%- set line = [] -%}
            {%- for j in range(i) -%}{%- do line.append(system[j][i]) -%}{%- endfor -%}
            {%- for j in range(i, width) -%}
                {%- do line.append((sums[place.next] | float) + (penalty if i == j else 0.0)) -%}
                {%- set place.next = place.next + 1 -%}
            {%- endfor -%}
            {%- do line.append((sums[1 + i] | float) - penalty * fit.beta[i]) -%}
            {%- do system.append(line) -%}
        {%- endfor -%}
        {%- set moves = solved(system) -%}
        {%- set beta = [] -%}
        {%- for move in moves -%}{%- do beta.append(fit.beta[loop.index0] + move) -%}{%- endfor -%}
        {%- do fit.update({'beta': beta, 'steps': fit.steps + 1,
            'is_moving': [moves | max, -(moves | min)] | max > 1e-9}) -%}
    {%- endfor -%}
{%- endmacro %}

{# One row a moving fit: the gradient of the log-likelihood by term, then the upper half of minus its second derivatives. #}
{% macro newton_sums(fits, rows, features) -%}
    {%- set terms = ['cast(1 as double)'] + features -%}
    with coefficients as (
        {%- for fit_id, fit in fits.items() if fit.is_moving %}
        {{ 'union all' if not loop.first }}
        select cast('{{ fit_id }}' as string) as fit_id
        {%- for value in fit.beta -%}, cast('{{ value }}' as double) as beta_{{ loop.index0 }}{%- endfor -%}
        {%- endfor %}
    ),

    odds as (
        select
            told.*,
            1 / (1 + exp(-(coefficients.beta_0
                {%- for name in features %} + coefficients.beta_{{ loop.index }} * told.{{ name }}{% endfor -%}
            ))) as chance
        from ({{ rows }}) as told
        inner join coefficients
            on told.fit_id = coefficients.fit_id
    )

    select
        fit_id
        {%- for term in terms -%}, sum((outcome - chance) * {{ term }}){%- endfor -%}
        {%- for term in terms -%}
            {%- for other in terms[loop.index0:] -%}, sum(chance * (1 - chance) * {{ term }} * {{ other }}){%- endfor -%}
        {%- endfor %}
    from odds
    group by fit_id
{%- endmacro %}
