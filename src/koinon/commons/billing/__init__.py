"""Billing: what is owed to the house, what was paid, and books that prove it.

Words: an *invoice* asks a *debtor* for money by a day; it is *overdue* after that day while
something is *open*. A *payment* comes by bank transfer; what it pays over what was open becomes
the debtor's *credit*, which can be *applied* to another invoice. A *receipt* confirms a payment.
A *credit note* takes back what should not have been billed, a *waiver* gives up what is owed, a
*reversal* undoes a payment that was recorded by mistake; each is *proposed* by one person and
*approved* by another. *Reminders* follow a dated ladder.

Underneath stands a double-entry ledger in whole minor units: an *entry* has *legs* that sum to
zero in each currency, is *sealed*, and never changes. A *period* (a month) can be *closed*.
"""
