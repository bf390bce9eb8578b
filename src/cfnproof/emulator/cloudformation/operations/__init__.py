"""The operations of the service, grouped as the API reference groups them."""
