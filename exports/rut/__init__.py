"""The RUT-compatible profile rut-gsim-se/1.0: described objects as one JSON document, its rules and its published JSON Schema."""
