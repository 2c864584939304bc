{{ config(materialized='table') }}

{{ cdnow_purchases('cdnow') }}
