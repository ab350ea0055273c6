"""Backups: base copies of the database, its write-ahead log as it is written, and the files, each encrypted.

Made with PostgreSQL's own tools (pg_basebackup, pg_receivewal) and the age format, so that what is kept can be put back
by hand where this program is not to be had. The key that signs the record is never in a backup. See
docs/adr/0075-backups-by-postgresqls-own-tools.md.
"""
