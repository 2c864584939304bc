{# The golden fields of a profile: field -> the rule of the seed survivorship_rules that decides it. A town and its postal
   code must be of one address, so the fields of an address are decided together. #}
{% macro profile_fields() -%}
    {{ return({
        'email': 'email', 'phone': 'phone', 'loyalty_card': 'loyalty_card',
        'first_name': 'first_name', 'last_name': 'last_name', 'gender': 'gender', 'birth_date': 'birth_date',
        'language_code': 'language_code', 'country_code': 'country_code', 'time_zone': 'time_zone',
        'street_address': 'address', 'postal_code': 'address', 'city': 'address',
        'age_band': 'age_band', 'income_band': 'income_band', 'household_size': 'household_size',
        'household_composition': 'household_composition', 'home_ownership': 'home_ownership',
        'marital_status': 'marital_status',
    }) }}
{%- endmacro %}

{# The fields that a system tells about a record, as int_profile_candidates writes them. #}
{% macro record_fields() -%}
    {%- set fields = {} -%}
    {%- for field in profile_fields() if field not in ['email', 'phone', 'loyalty_card'] -%}
        {%- do fields.update({field: 'cast(' ~ field ~ ' as string)'}) -%}
    {%- endfor -%}
    {%- do fields.update({
        'gender': 'lower(gender)', 'language_code': 'lower(language_code)', 'country_code': 'upper(country_code)'
    }) -%}
    {{ return(fields) }}
{%- endmacro %}

{# The fields that a message may hold, in the order in which customer_profiles names those that would fall back. #}
{% macro message_fields() -%}
    {{ return(['first_name', 'last_name', 'email', 'phone', 'gender', 'birth_date', 'language_code', 'postal_code', 'city']) }}
{%- endmacro %}

{# One column a golden field, out of rows with field and value. #}
{% macro golden_columns() -%}
    {%- set columns = [] -%}
    {%- for field in profile_fields() -%}
        {%- do columns.append("max(case when field = '" ~ field ~ "' then value end) as " ~ field) -%}
    {%- endfor -%}
    {{ columns | join(',\n        ') }}
{%- endmacro %}

{# The fields of a message that are null in a relation, as one text; null when none is. #}
{% macro missing_message_fields(relation) -%}
    nullif(substr(''
    {%- for field in message_fields() %}
        || case when {{ relation }}.{{ field }} is null then ', {{ field }}' else '' end
    {%- endfor %}, 3), '')
{%- endmacro %}

{# How many of them are filled. #}
{% macro filled_message_fields(relation) -%}
    (
    {%- for field in message_fields() %}
        {{ '+ ' if not loop.first }}case when {{ relation }}.{{ field }} is null then 0 else 1 end
    {%- endfor %})
{%- endmacro %}
