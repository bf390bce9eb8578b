"""The client side of LocalStack, against stand-ins: `tests/unit/doors/test_localstack.py` has the real one."""
