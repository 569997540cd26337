"""The durable journal of a machine: entries, verdicts, files, and the views folded from them."""
