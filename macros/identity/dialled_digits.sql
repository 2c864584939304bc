{# What one dials of a phone number: digits and the plus, without an extension. Letters stay: they make no number. #}
{% macro dialled_digits(phone) -%}
    {%- set labels = '(;ext=|;|,,|ext[a-z]*|x+|poste|anexo|int|#)' -%}
    {%- set called = replace_all('lower(' ~ phone ~ ')', '[^0-9a-z]*' ~ labels ~ '[^0-9a-z]*[0-9]{1,9}#?$', '') -%}
    {{ replace_all(called, '^[^0-9+]+|[^0-9a-z+]+', '') }}
{%- endmacro %}

{# The first digits of a full number, which are its calling code (ITU-T E.164, annex). #}
{% macro calling_code_of(digits) -%}
    substr({{ digits }}, 1, case
        when {{ matches(digits, '^[17]') }} then 1
        when {{ matches(digits, '^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])') }} then 2
        else 3
    end)
{%- endmacro %}
