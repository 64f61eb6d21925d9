"""Rows in a database: the only importer of SQLAlchemy. Functions take a transaction and return core records."""
