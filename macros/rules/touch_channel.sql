{# The channel of a touch in the words of the profile: store visits are the store's, tickets service whatever
   their channel, a webinar or a social post named as such; other where nothing tells it. #}
{% macro touch_channel() -%}
    case
        when touch_type = 'ticket' then 'service'
        when touch_type = 'survey_response' then 'survey'
        when channel = 'store_visit' then 'store'
        when touch_type = 'touchpoint' then split_part(channel, '_', 1)
        else coalesce(channel, 'other')
    end
{%- endmacro %}

{# The channels that a profile tells the first and last touch of, in the words of touch_channel. #}
{% macro touch_channels() -%}
    {{ return([
        'web', 'app', 'store', 'email', 'sms', 'push', 'service', 'loyalty', 'survey', 'social', 'webinar',
    ]) }}
{%- endmacro %}
