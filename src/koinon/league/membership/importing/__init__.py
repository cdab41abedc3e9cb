"""Import: members, other names, populations and GDP per head from CSV or XLSX files.

Words: a file is *examined* first; each row that cannot be taken is a *problem* with its line, its
column, and what to do about it. A file is taken *whole or not at all*. A file that was taken once can
be taken again: what stands in the register already is left as it is.
"""
