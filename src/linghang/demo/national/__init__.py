"""A country of simulated hospitals as files: a Parquet lake of discharges, and figures that no discharge tells. Pure.

Nothing here is measured. Hospitals and names are invented, every name says 模拟, and so does the metadata of the files.
"""
