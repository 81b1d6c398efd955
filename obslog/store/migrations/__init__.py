"""Migrations of the schema, from the first on; run by `obslog.store.upgrade`, never edited once released."""
