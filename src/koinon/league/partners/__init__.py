"""Partners: the organizations the league has agreed to work with, and until when.

Words: a *memorandum* of understanding or a *letter of intent* is signed with one partner; its
*scope* says what for; a *joint activity* is something done under it; it is *due for renewal*
some months before its last day, and the secretariat is reminded once.
"""
