"""Run inside LocalStack's Python: LocalStack, on the address that GATEWAY_LISTEN names and on no other.

LocalStack's own server takes only the port from there, and listens on every address of the machine.
"""

from functools import partial

from localstack import config
from localstack.runtime.main import main
from twisted.internet import endpoints

if __name__ == "__main__":
    endpoints.TCP4ServerEndpoint = partial(endpoints.TCP4ServerEndpoint, interface=config.GATEWAY_LISTEN[0].host)
    main()
