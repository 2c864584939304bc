{# Refuses nonsense in the variables before anything runs, with a sentence that says what to write instead. #}
{% macro check_variables() %}
    {%- if execute -%}
        {%- set as_of = var('as_of') | string -%}
        {%- if as_of and not is_date(as_of) -%}
            {{ refuse("as_of is '" ~ as_of ~ "'. Write a date as YYYY-MM-DD, or leave it empty for the last date with an order or a refund.") }}
        {%- endif -%}
        {%- if shop_systems() is not mapping or not shop_systems() -%}
            {{ refuse("systems must map at least one system to the entities it delivers, such as {cdnow: [orders]}.") }}
        {%- endif -%}
        {%- for system, entities in shop_systems().items() if entities is string or entities is not sequence -%}
            {{ refuse("systems." ~ system ~ " must be a list of entities, such as [orders].") }}
        {%- endfor -%}
        {%- for system, entities in shop_systems().items() -%}
            {%- for entity in entities if entity not in known_entities() -%}
                {{ refuse("systems." ~ system ~ " holds '" ~ entity ~ "'. Choose among " ~ known_entities() | join(', ') ~ ".") }}
            {%- endfor -%}
        {%- endfor -%}
        {%- if not modules.re.match('^[A-Z]{3}$', var('reporting_currency') | string) -%}
            {{ refuse("reporting_currency is '" ~ var('reporting_currency') ~ "'. Write an ISO 4217 code such as EUR.") }}
        {%- endif -%}
        {%- if var('time_zone') not in modules.pytz.all_timezones_set -%}
            {{ refuse("time_zone is '" ~ var('time_zone') ~ "'. Write an IANA name such as Europe/Paris.") }}
        {%- endif -%}
        {%- for name in ['late_arrival_days', 'shared_phone_records'] if not modules.re.match('^[1-9][0-9]*$', var(name) | string) -%}
            {{ refuse(name ~ " is '" ~ var(name) ~ "'. Write a whole number above 0.") }}
        {%- endfor -%}
        {%- if not modules.re.match('^(0|0?[.][0-9]+)$', var('discount_rate') | string) -%}
            {{ refuse("discount_rate is '" ~ var('discount_rate') ~ "'. Write the rate of a year as a share from 0 to below 1, such as 0.1.") }}
        {%- endif -%}
        {%- set lifespan = var('assumed_lifespan_years') -%}
        {%- if lifespan is not none and lifespan != '' and (
            not modules.re.match('^[0-9]{1,2}([.][0-9]+)?$', lifespan | string) or (lifespan | float) == 0
        ) -%}
            {{ refuse("assumed_lifespan_years is '" ~ lifespan ~ "'. Write the years that a customer is taken to be one, above 0 and below 100, such as 3, or leave it empty to assume none.") }}
        {%- endif -%}
        {%- for reason in var('invalid_order_reasons') if reason not in known_invalid_order_reasons() -%}
            {{ refuse("invalid_order_reasons holds '" ~ reason ~ "'. Choose among " ~ known_invalid_order_reasons() | join(', ') ~ ".") }}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}

{% macro refuse(message) %}
    {% do exceptions.raise_compiler_error("Variable " ~ message) %}
{% endmacro %}

{# Whether a text is a real calendar date written as YYYY-MM-DD. #}
{% macro is_date(text) -%}
    {%- if not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', text) -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set year, month, day = text.split('-') | map('int') -%}
    {%- set leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0 -%}
    {{ return(day <= [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]) }}
{%- endmacro %}

{# The entities that a system may deliver: the conformed models, and the rows it flags. #}
{% macro known_entities() -%}
    {%- set names = ['flagged_rows'] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.fqn[1] == 'conformed' -%}
        {%- do names.append(node.name) -%}
    {%- endfor -%}
    {{ return(names | sort) }}
{%- endmacro %}
