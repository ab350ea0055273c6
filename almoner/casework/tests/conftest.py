"""The engine's own sample procedure, on which these pages are tried."""

from almoner.procedure.tests.conftest import council, registered, sample_ddl, sample_table

__all__ = ["council", "registered", "sample_ddl", "sample_table"]
