-- depends_on: {{ ref('raw_counts') }}
{{ column_days() }}
