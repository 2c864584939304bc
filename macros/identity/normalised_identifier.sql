{# An identifier as it is compared: e-mails in lower case, without the tag after a plus and without dots where the
   provider ignores them (Google); phones as int_phone_numbers reads them; everything else trimmed. Null when it cannot
   be one. #}
{% macro normalised_identifier(kind, value, e164) -%}
    case
        when {{ kind }} = 'email' then {{ normalised_email('lower(trim(' ~ value ~ '))') }}
        when {{ kind }} = 'phone' then {{ e164 }}
        when trim({{ value }}) <> '' then trim({{ value }})
    end
{%- endmacro %}

{% macro normalised_email(email) -%}
    {%- set name = "split_part(split_part(" ~ email ~ ", '@', 1), '+', 1)" -%}
    case
        when not {{ matches(email, '^[^@ ]+@[^@ ]+[.][^@ ]+$') }} then null
        when split_part({{ email }}, '@', 2) in ('gmail.com', 'googlemail.com')
            then nullif(replace({{ name }}, '.', ''), '') || '@gmail.com'
        when split_part({{ email }}, '@', 2) in (
            'outlook.com', 'hotmail.com', 'live.com', 'icloud.com', 'me.com', 'fastmail.com', 'proton.me', 'protonmail.com'
        ) then nullif({{ name }}, '') || '@' || split_part({{ email }}, '@', 2)
        else {{ email }}
    end
{%- endmacro %}
