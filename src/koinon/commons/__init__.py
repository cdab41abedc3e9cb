"""Business that both halves need."""
