"""The clerk's window: the queue on the left, the case in the middle, what to decide now on the right."""
