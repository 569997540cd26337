"""What the screens say and decide, without a window."""
