"""The tables that ship with obslog: object types, file-name patterns."""
