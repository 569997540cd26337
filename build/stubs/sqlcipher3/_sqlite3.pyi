"""The shared library that holds the engine; its own file alone is asked for."""
