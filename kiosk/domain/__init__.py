"""The rules of a hall: pure functions on frozen dataclasses; no I/O, no clock, no database."""
