{# What likelihood_fits asks of BG/NBD (fit_id starts with bg_nbd) and MBG/NBD: customers buy at a rate that is Gamma(r,
   alpha) among them, and stop after a purchase with a chance that is Beta(a, b); in MBG/NBD already after the first. Rows:
   x repeat purchase days, t_x when the last was and t how old the customer is, in weeks. Fader, Hardie and Lee (2005);
   Batislam and others (2007). #}
{% macro purchase_scores(runs, rows, parameters) -%}
    with runs as (
        select *, case when fit_id like 'mbg%' then 1 else 0 end as shift
        from ({{ likelihood_trials(runs, parameters) }}) as trials
    ),

    rises as (
        {{ rises_to_each_count('runs', rows) }}
    ),

    {# What customers with as many purchases have in common. #}
    terms as (
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
    ),

    compared as (
        select
            terms.*,
            told.row_weight,
            ln(terms.alpha + told.t) as log_age,
            ln(terms.alpha + told.t_x) as log_last,
            1 / (terms.alpha + told.t) as per_age,
            1 / (terms.alpha + told.t_x) as per_last
        from {{ rows }} as told
        inner join terms on told.fit_key = terms.fit_key and told.x = terms.x
    ),

    {# That the customer has stopped since the last purchase, against that she has not. #}
    odds as (
        select
            *,
            case when log_stop is null then 0 else exp(least(700, log_stop + shape * (log_age - log_last))) end
                as stopped_odds
        from compared
    ),

    shares as (
        select *, stopped_odds / (1 + stopped_odds) as stopped from odds
    ),

    scores as (
        select
            run_number,
            row_weight,
            log_constant - shape * log_age + ln(1 + stopped_odds) as log_likelihood,
            r_constant - r * (log_age - stopped * (log_age - log_last)) as by_r,
            r - alpha * shape * ((1 - stopped) * per_age + stopped * per_last) as by_alpha,
            stopped - a_constant as by_a,
            b_constant - stopped * b_stop as by_b
        from shares
    )

    {{ likelihood_sums('scores', parameters) }}
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
