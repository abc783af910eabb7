"""Forms: they give ready values and write nothing."""
