"""Languages: the reader's language, text in several languages, numbers and dates as the reader writes them."""
