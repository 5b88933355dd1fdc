"""The sensitive particulars of a member, each with the roles that may have it shown (see `organization.masking`)."""

from linghang.organization.masking import PersonField

NUMBER = PersonField("number", "党员编号", "number")
BIRTHDAY = PersonField("birthday", "出生日期", "day")
IDENTITY = PersonField("identity_hint", "身份证号后四位", "text", frozenset({"office"}))
EDUCATION = PersonField("education", "学历", "text")
CONTACT = PersonField("contact", "联系方式", "text")
INCOME = PersonField("base", "党费基数", "text")
DUES = PersonField("dues", "党费金额", "text")
"""What is owed and paid: dues are a known share of the income, and would give it away."""

FILE = (NUMBER, BIRTHDAY, IDENTITY, EDUCATION, CONTACT)
"""In the order of the file; `INCOME` and `DUES` stand on the sheet of dues."""
