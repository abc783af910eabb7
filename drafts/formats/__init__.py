"""Files of a document: Word, PDF, plain text, and reading them back.

Stands on the core alone: values in, bytes out.  Folders, names and profiles are parameters, never settings.
"""
