"""The ledger as the chapter draws it, and the marks on the pictures that belong to it."""
