"""The citizen's terminal: one screen a file."""
