-- depends_on: {{ ref('raw_counts') }}
{{ raw_days() }}
