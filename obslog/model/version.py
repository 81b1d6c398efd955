"""The version of obslog, as it is printed on what leaves the log."""

VERSION = "0.1.0"
