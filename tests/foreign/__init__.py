"""Software that is not ours, and judges what lotledger hands to others."""
