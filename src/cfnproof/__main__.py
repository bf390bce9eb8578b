"""`python -m cfnproof`."""

import sys

from cfnproof.cli import main

if __name__ == "__main__":
    sys.exit(main())
