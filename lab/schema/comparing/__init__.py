"""Two pictures of one schema compared, expressions as a server prints them."""
