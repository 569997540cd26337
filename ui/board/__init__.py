"""The boards: what the hall reads from ten metres, and what one window shows above itself."""
