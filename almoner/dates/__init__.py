"""Dates as the law counts them, for every floor above: working days of England, and rules that have dates.

Pure arithmetic over `date`; nothing here knows of a case, a page or a database.
"""
