"""The engine: what to ask next, the screen for it, and what an answer does."""
