"""WSGI applications that answer below a path, beside AWS's services: each by its prefix, made for the accounts served.

A prefix must be no path of S3's: a bucket's name has three characters at least, and does not begin with an underscore.
"""

from collections.abc import Callable, Mapping
from typing import Final

from cfnproof.emulator.codecommit.git_door import ROOT
from cfnproof.hosts.git_visits import git_of
from cfnproof.hosts.serving.answers import Accounts, Wsgi

MOUNTS: Final[Mapping[str, Callable[[Accounts], Wsgi]]] = {f"{ROOT}/": git_of}
"""From a prefix, such as `/v1/repos/`, to what makes the application."""
