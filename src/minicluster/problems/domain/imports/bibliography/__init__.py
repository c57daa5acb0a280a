"""Reading what bibliographic services and reference managers export: each reader gives works, and a work gives a row of one table."""
