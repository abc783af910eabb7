"""The pages: thin functions that load with permission, call one service and redirect or render."""
