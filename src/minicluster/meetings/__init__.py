"""MEET: activities, invitations, attendance, minutes, decisions, visit reports."""
