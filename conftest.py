"""The suite's root: puts this folder on the path, so that tests import `tests.…`, and lets them run pytest."""

pytest_plugins = ["pytester"]
