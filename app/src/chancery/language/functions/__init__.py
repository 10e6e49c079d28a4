"""Functions that every interview has without importing them: words, numbers, dates, lists, places."""
