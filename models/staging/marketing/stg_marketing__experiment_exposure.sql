{{ staged('marketing', 'experiment_exposure') }}
