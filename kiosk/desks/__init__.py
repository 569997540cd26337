"""The desks: what screens, the command line and the portal may ask, done on a machine's journal."""
