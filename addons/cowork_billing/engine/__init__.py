"""The arithmetic of billing: plain functions on plain values, no database.

Which periods a line is billed in, and what part of one it is charged, is arithmetic of
the contract: ``periods`` and ``proration`` of ``cowork_members``.

``values``       what goes in and what comes out
``schedule``     what a line wants charged on each of its days
``ledger``       what was charged before and is still standing
``credits``      the days that are given back
``charges``      all of it together: what a run charges and credits now
``deposits``     deposits and set-up fees
``deposit_ledger``  what of a deposit is paid, what it earns, how it is given back
``settlement``   everything set off against everything at the end
``explanation``  a computation put into a sentence

Nothing in here imports the ERP, so all of it can be tested and used without one.
"""
