{{ quarantined_from('marketing', [
    'ad_spend_google', 'ad_spend_facebook', 'ad_spend_other', 'social_post', 'social_post_product',
    'social_tap', 'webinar', 'webinar_registration', 'webinar_attendance', 'experiment',
    'experiment_exposure', 'store_visit',
]) }}
