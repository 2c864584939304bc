{%- set types = {
    'email': {
        'received': ['received email'],
        'opened': ['opened email'],
        'clicked': ['clicked email'],
        'bounced': ['bounced email'],
        'dropped': ['dropped email'],
        'complained': ['marked email as spam'],
        'subscribed': ['subscribed to email marketing', 'subscribed to list'],
        'unsubscribed': ['unsubscribed', 'unsubscribed from email marketing', 'unsubscribed from list'],
    },
    'sms': {
        'received': ['received sms', 'received text message'],
        'clicked': ['clicked sms', 'clicked text message'],
        'bounced': ['failed to deliver sms', 'failed to deliver text message'],
        'subscribed': ['consented to receive sms', 'subscribed to sms', 'subscribed to text messaging marketing'],
        'unsubscribed': ['unsubscribed from sms', 'unsubscribed from text messaging marketing'],
    },
    'push': {
        'received': ['received push'],
        'opened': ['opened push'],
        'clicked': ['clicked push'],
        'bounced': ['bounced push'],
    },
} -%}
{%- set known = [] -%}
{%- for channel, kinds in types.items() -%}
{%- for kind, names in kinds.items() -%}
{%- for name in names -%}
{%- do known.append((name, channel, kind)) -%}
{%- endfor -%}
{%- endfor -%}
{%- endfor -%}
{%- for name, channel, kind in known %}
select
    '{{ name }}' as event_name,
    '{{ channel }}' as message_channel,
    '{{ kind }}' as event_type
{{ 'union all' if not loop.last }}
{%- endfor %}
