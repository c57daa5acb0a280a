"""MEMBERS: programmes, complexes, groups, organisations, people, memberships, offices, ties."""
