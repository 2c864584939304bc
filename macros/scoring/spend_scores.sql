{# What likelihood_fits asks of Gamma-Gamma: what a purchase day costs is Gamma(p, nu) around each customer's own mean, and
   nu is Gamma(q, v) among them. Rows: x repeat purchase days and their mean amount, positive. Fader and Hardie (2013). #}
{% macro spend_scores(runs, rows, parameters) -%}
    with runs as (
        {{ likelihood_trials(runs, parameters) }}
    ),

    gammas as (
        select
            runs.*,
            counts.x,
            {{ ln_gamma('runs.p * counts.x + runs.q') }}
            - {{ ln_gamma('runs.p * counts.x') }} - {{ ln_gamma('runs.q') }} as log_gammas,
            {{ digamma('runs.p * counts.x + runs.q') }} as psi_pxq,
            {{ digamma('runs.p * counts.x') }} as psi_px,
            {{ digamma('runs.q') }} as psi_q
        from runs
        inner join (select distinct fit_id, x from {{ rows }}) as counts on runs.fit_id = counts.fit_id
    ),

    compared as (
        select
            gammas.*,
            told.row_weight,
            ln(told.mean_amount) as log_mean,
            ln(told.x) as log_x,
            gammas.p * told.x as px,
            told.x * told.mean_amount + gammas.v as spent,
            ln(told.x * told.mean_amount + gammas.v) as log_spent
        from {{ rows }} as told
        inner join gammas on told.fit_id = gammas.fit_id and told.x = gammas.x
    ),

    scores as (
        select
            run_id,
            row_weight,
            log_gammas + q * ln(v) + (px - 1) * log_mean + px * log_x - (px + q) * log_spent as log_likelihood,
            px * (psi_pxq - psi_px + log_mean + log_x - log_spent) as by_p,
            q * (psi_pxq - psi_q + ln(v) - log_spent) as by_q,
            q - v * (px + q) / spent as by_v
        from compared
    )

    {{ likelihood_sums('scores', parameters) }}
{%- endmacro %}
