"""Membership: how a city joins the league, what it owes, and how it leaves.

Words: an *applicant* files an *application*; a local government is an *Associate Member* from
that day. The competent *body* (the Executive Committee, EXCOM, since November 2014; the General
Assembly before) *admits* it, and it is then a *Full Member*. A *Friendship Member* is a regional
association of local governments or a government body concerned with local e-government; it has
no standing until it is confirmed. A member *withdraws*, or is *terminated* by the body. *Dues*
are owed from the year after admission. An *office* (President, Vice President …) gives a member
a seat on EXCOM; a *focal point* is the person through whom a member is reached; a *regional
office* serves the members of its region under the secretariat.
"""
