{# Product-limit (Kaplan-Meier) curves of *relation*, one a value of *keys* (a list of columns): its rows, one a duration
   with the counts of waits of so many days that ended (event_count) and that were cut off (censored_count), with how
   many waited as long, and the logarithm of the curve. Where all who are left have the event the curve is zero and its
   logarithm is not defined; nobody is at risk after that. *sums*: more to add up over the durations so far. #}
{% macro product_limit(relation, keys, sums={}) -%}
    select
        *,
        sum(case
            when event_count < at_risk_count
                then ln(1 - {{ safe_divide('event_count', 'at_risk_count') }})
        end) over so_far as log_survival
        {%- for name, term in sums.items() %},
        sum({{ term }}) over so_far as {{ name }}
        {%- endfor %}
    from (
        select
            *,
            sum(event_count + censored_count) over (
                partition by {{ keys | join(', ') }}
                order by duration_days
                rows between current row and unbounded following
            ) as at_risk_count
        from {{ relation }}
    ) as at_risk
    window so_far as (
        partition by {{ keys | join(', ') }}
        order by duration_days
        rows between unbounded preceding and current row
    )
{%- endmacro %}

{# The curve itself. #}
{% macro survival() -%}
    case when event_count = at_risk_count then 0 else exp(log_survival) end
{%- endmacro %}
