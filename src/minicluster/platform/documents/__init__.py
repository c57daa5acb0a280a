"""Documents that leave the house: typeset as PDF."""
