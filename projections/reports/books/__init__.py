"""Reports of the books: what an accountant asks for."""
