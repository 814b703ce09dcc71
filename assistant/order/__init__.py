"""The words of an order: frozen values, incomplete allowed, nonsense not."""
