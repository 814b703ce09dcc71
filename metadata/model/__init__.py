"""One pydantic module per noun; frozen values that refuse unknown fields."""
