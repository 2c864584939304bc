{# What likelihood_fits asks of Gamma-Gamma: what a purchase day costs is Gamma(p, nu) around each customer's own mean, and
   nu is Gamma(q, v) among them. Rows: x repeat purchase days and their mean amount, positive. Fader and Hardie (2013). #}
{% macro spend_scores(runs, rows, parameters) -%}
    with runs as (
        {{ likelihood_trials(runs, parameters) }}
    ),

    {# What customers with as many purchase days have in common. #}
    terms as (
        select
            runs.*,
            counts.x,
            runs.p * counts.x as px,
            runs.p * counts.x + runs.q as pxq,
            {{ ln_gamma('runs.p * counts.x + runs.q') }} - {{ ln_gamma('runs.p * counts.x') }} - {{ ln_gamma('runs.q') }}
            + runs.q * ln(runs.v) + runs.p * counts.x * ln(counts.x) as log_constant,
            {{ digamma('runs.p * counts.x + runs.q') }} - {{ digamma('runs.p * counts.x') }} + ln(counts.x) as p_constant,
            runs.q * ({{ digamma('runs.p * counts.x + runs.q') }} - {{ digamma('runs.q') }} + ln(runs.v)) as q_constant
        from runs
        inner join (select distinct fit_key, x from {{ rows }}) as counts on runs.fit_key = counts.fit_key
    ),

    compared as (
        select
            terms.*,
            told.row_weight,
            ln(told.mean_amount) as log_mean,
            told.x * told.mean_amount + terms.v as spent,
            ln(told.x * told.mean_amount + terms.v) as log_spent
        from {{ rows }} as told
        inner join terms on told.fit_key = terms.fit_key and told.x = terms.x
    ),

    scores as (
        select
            run_number,
            row_weight,
            log_constant + (px - 1) * log_mean - pxq * log_spent as log_likelihood,
            px * (p_constant + log_mean - log_spent) as by_p,
            q_constant - q * log_spent as by_q,
            q - v * pxq / spent as by_v
        from compared
    )

    {{ likelihood_sums('scores', parameters) }}
{%- endmacro %}
