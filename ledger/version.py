"""Which lotledger this is: a ledger keeps which version recorded what."""

VERSION = "0.2.0.dev0"
