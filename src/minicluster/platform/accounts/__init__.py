"""Accounts: a person who can sign in. What they may do stands in `members.RoleAssignment`."""
