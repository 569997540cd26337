"""The product shown at work: a whole hall on this machine, and one visit through it (`dev.py run`)."""
