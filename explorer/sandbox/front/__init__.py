"""What a sandbox shows of itself to anyone who asks: its endpoints as a page, and as OpenAPI."""
