{{ stage('fulfilment', 'tracking', checks={
    'unknown_tag:tag': "tag not in ('Pending', 'InfoReceived', 'InTransit', 'OutForDelivery', 'AttemptFail', 'Delivered',
        'AvailableForPickup', 'Exception', 'Expired')",
    'not_a_timestamp:order_promised_delivery_date': 'order_promised_delivery_date is not null and ' ~ parse_timestamp('order_promised_delivery_date') ~ ' is null',
    'not_a_timestamp:shipment_pickup_date': 'shipment_pickup_date is not null and ' ~ parse_timestamp('shipment_pickup_date') ~ ' is null',
    'not_a_timestamp:shipment_delivery_date': 'shipment_delivery_date is not null and ' ~ parse_timestamp('shipment_delivery_date') ~ ' is null',
    'negative_quantity:failed_delivery_attempts': 'failed_delivery_attempts < 0',
    'absurd_quantity:failed_delivery_attempts': 'failed_delivery_attempts > 100000',
}) }}
