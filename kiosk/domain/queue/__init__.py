"""The hall's queue as pure rules: numbers, lines, calls and leases, folded from the journal alone."""
