"""What screens share; none of it knows a screen."""
