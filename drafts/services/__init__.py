"""Everything that writes: keyword-only verb functions, one transaction each."""
