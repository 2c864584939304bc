{# An identifier as it is compared: e-mails in lower case, without the tag after a plus and without dots where the
   provider ignores them (Google); phones in E.164; everything else trimmed. Null when it cannot be one. #}
{% macro normalised_identifier(kind, value, calling_code, trunk_prefix) -%}
    case
        when {{ kind }} = 'email' then {{ normalised_email('lower(trim(' ~ value ~ '))') }}
        when {{ kind }} = 'phone' then {{ normalised_phone(value, calling_code, trunk_prefix) }}
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

{# E.164 (ITU-T): a plus, the calling code, the national number without its trunk prefix; 7 to 15 digits. A number that
   states no calling code is read as one of its record's country; without a country it is null. #}
{% macro normalised_phone(phone, calling_code, trunk_prefix) -%}
    {%- set digits = replace_all("replace(" ~ phone ~ ", '(0)', '')", '[^0-9+]', '') -%}
    {%- set full -%}
    case
        when {{ digits }} like '+%' then {{ digits }}
        when {{ digits }} like '00%' then '+' || substr({{ digits }}, 3)
        when {{ trunk_prefix }} <> '' and {{ digits }} like {{ trunk_prefix }} || '%'
            then '+' || {{ calling_code }} || substr({{ digits }}, length({{ trunk_prefix }}) + 1)
        else '+' || {{ calling_code }} || {{ digits }}
    end
    {%- endset -%}
    case when {{ matches(full, '^[+][1-9][0-9]{6,14}$') }} then {{ full }} end
{%- endmacro %}
