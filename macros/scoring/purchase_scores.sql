{# What likelihood_fits asks of BG/NBD (fit_id starts with bg_nbd) and MBG/NBD: customers buy at a rate that is Gamma(r,
   alpha) among them, and stop after a purchase with a chance that is Beta(a, b); in MBG/NBD already after the first. Rows:
   x repeat purchase days, t_x when the last was and t how old the customer is, in weeks. Fader, Hardie and Lee (2005);
   Batislam and others (2007). #}
{% macro purchase_scores(runs, rows, parameters) -%}
    with runs as (
        select *, case when fit_id like 'mbg%' then 1 else 0 end as shift
        from ({{ likelihood_trials(runs, parameters) }}) as trials
    ),

    terms as (
        {{ purchase_terms('runs', rows) }}
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
