"""Tables: wallets, holds and the double-entry ledger of credits."""
