"""The other side of the protocol: hub and platform are two configurations of it."""
