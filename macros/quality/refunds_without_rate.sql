{# The currencies in which refunds have no value in the reporting currency: nobody delivers a rate of their day. *refunds*:
   the conformed refunds. #}
{% macro refunds_without_rate(refunds) -%}
    select
        source_system,
        currency_code,
        count(*) as refund_count,
        min(refund_date) as finding_date
    from {{ refunds }}
    where exchange_rate is null
    group by source_system, currency_code
{%- endmacro %}
