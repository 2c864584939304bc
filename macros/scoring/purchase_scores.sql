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

    compared as (
        select
            runs.*,
            told.x,
            told.row_weight,
            ln(runs.alpha + told.t) as log_age,
            ln(runs.alpha + told.t_x) as log_last,
            1 / (runs.alpha + told.t) as per_age,
            1 / (runs.alpha + told.t_x) as per_last,
            runs.b + told.x - 1 + runs.shift as stops,
            rises.*
        from {{ rows }} as told
        inner join runs on told.fit_id = runs.fit_id
        inner join rises on runs.run_id = rises.rises_of and told.x = rises.rises_to
    ),

    {# That the customer has stopped since the last purchase, against that she has not. #}
    odds as (
        select
            *,
            case when x + shift > 0
                then exp(least(700, ln(a) - ln(stops) + (r + x) * (log_age - log_last))) else 0 end as stopped_odds
        from compared
    ),

    shares as (
        select *, stopped_odds / (1 + stopped_odds) as stopped from odds
    ),

    scores as (
        select
            run_id,
            row_weight,
            log_r + r * ln(alpha) + log_b - log_ab - (r + x) * log_age + ln(1 + stopped_odds) as log_likelihood,
            r * (per_r + ln(alpha) - log_age + stopped * (log_age - log_last)) as by_r,
            r - alpha * (r + x) * ((1 - stopped) * per_age + stopped * per_last) as by_alpha,
            stopped - a * per_ab as by_a,
            b * (per_b - per_ab - case when stopped > 0 then stopped / stops else 0 end) as by_b
        from shares
    )

    {{ likelihood_sums('scores', parameters) }}
{%- endmacro %}

{# By what ln Γ(p) and its derivative rise from p to p + x, of r, and to p + x + shift, of b and a + b: a row a run and count x. #}
{% macro rises_to_each_count(runs, rows) -%}
    select
        runs.run_id as rises_of,
        counts.x as rises_to
        {%- for name, from in {'r': 'runs.r', 'b': 'runs.b', 'ab': '(runs.a + runs.b)'}.items() %}
        {%- set to = '(' ~ from ~ ' + counts.x' ~ (')' if name == 'r' else ' + runs.shift)') %},
        {{ ln_gamma(to) }} - {{ ln_gamma(from) }} as log_{{ name }},
        {{ digamma(to) }} - {{ digamma(from) }} as per_{{ name }}
        {%- endfor %}
    from {{ runs }} as runs
    inner join (select distinct fit_id, x from {{ rows }}) as counts on runs.fit_id = counts.fit_id
{%- endmacro %}
