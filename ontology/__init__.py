"""The vocabulary of Maitu: what its classes and properties mean, and the shapes a built graph must have."""
