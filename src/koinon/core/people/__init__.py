"""People: who they are, how they sign in, and which posts they hold from when until when."""
