"""Signing in by a provider of identities: OpenID Connect, where a house has one."""
