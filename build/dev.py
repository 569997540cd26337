"""The one way to set up, run, test and package the product: python3 build/dev.py --help."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or later is needed; this is " + sys.version.split()[0])

from devtools.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
