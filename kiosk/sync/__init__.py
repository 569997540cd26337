"""A machine's side of the protocol: push, pull, files, and when to try again."""
