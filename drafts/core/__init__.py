"""The pure core: values in, values out.

No Django, no clock, no settings, no database.  Everything here can be used from a script.
"""
