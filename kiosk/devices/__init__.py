"""Printer, card reader, scanner, speaker: a small port each, drivers behind it."""
