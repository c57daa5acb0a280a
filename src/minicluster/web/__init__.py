"""Layout, sign-in, home, rights: what belongs to no station."""
