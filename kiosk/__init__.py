"""The service hall's core: everything the product does, without a screen."""

__version__ = "0.1.0"
