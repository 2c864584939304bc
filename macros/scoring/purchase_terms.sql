{# What customers with as many purchases have in common in the likelihood of purchase_scores: a row a run and count x. #}
{% macro purchase_terms(runs, rows) -%}
    with rises as (
        {{ rises_to_each_count(runs, rows) }}
    )

    select
        *,
        r + x as shape,
        log_r + r * ln(alpha) + log_b - log_ab as log_constant,
        r * (per_r + ln(alpha)) as r_constant,
        a * per_ab as a_constant,
        b * (per_b - per_ab) as b_constant,
        case when x + shift > 0 then ln(a) - ln(b + x - 1 + shift) end as log_stop,
        case when x + shift > 0 then b / (b + x - 1 + shift) else 0 end as b_stop
    from rises
{%- endmacro %}

{# By what ln Γ(p) and its derivative rise from p to p + x, of r, and to p + x + shift, of b and a + b: a row a run and count x. #}
{% macro rises_to_each_count(runs, rows) -%}
    select
        runs.*,
        counts.x
        {%- for name, from in {'r': 'runs.r', 'b': 'runs.b', 'ab': '(runs.a + runs.b)'}.items() %}
        {%- set to = '(' ~ from ~ ' + counts.x' ~ (')' if name == 'r' else ' + runs.shift)') %},
        {{ ln_gamma(to) }} - {{ ln_gamma(from) }} as log_{{ name }},
        {{ digamma(to) }} - {{ digamma(from) }} as per_{{ name }}
        {%- endfor %}
    from {{ runs }} as runs
    inner join (select distinct fit_key, x from {{ rows }}) as counts on runs.fit_key = counts.fit_key
{%- endmacro %}
