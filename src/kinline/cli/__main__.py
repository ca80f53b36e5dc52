"""`python -m kinline.cli`, as children are started."""

import sys

from kinline.cli import main

if __name__ == "__main__":
    sys.exit(main())
