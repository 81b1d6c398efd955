"""The Sensor Tasking API as its specification has it and as its reference server speaks it: one tolerant client."""

from obslog.tasking.orders.stapi.client import Client
from obslog.tasking.orders.stapi.schemas import Property, property_table
from obslog.tasking.orders.stapi.words import Found, Landing, Link, Opportunity, Product, RemoteOrder

__all__ = [
    "Client",
    "Found",
    "Landing",
    "Link",
    "Opportunity",
    "Product",
    "Property",
    "RemoteOrder",
    "property_table",
]
