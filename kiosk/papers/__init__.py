"""Tickets, receipts and notices: one description, rendered to PDF and to ESC/POS."""
