"""Case mix: discharged patients grouped by the published DRG schemes, with the reason for every answer. Pure.

A scheme is data (`scheme`, read by `scheme_files`); its rules are written in the published rule language (`language`).
`explain` answers one record and says why; `compiled` answers columns of records; `group` goes from file to file.
Both forms give the same answer for every record (tests/casemix/test_forms_agree.py).
"""
