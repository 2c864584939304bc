{{ stage('catalogue', 'collection_product', parents={
    'collection_code': ['collection', 'code'],
    'identifier': ['product', 'identifier'],
}) }}
