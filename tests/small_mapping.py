"""A small mapping, and the rows of a file for it."""

MAPPING = """\
schema: manumit/mapping/1
id: small
title: "A small file"
reader: {READER}
unknown: ["9"]
value_maps:
  flag: {1: yes, 0: no}
answers:
  - {column: threats, codes: [CD11], values: flag}
  - {column: threats2, codes: [CD11], values: flag}
  - {column: free, codes: [IN08], values: {Y: yes, N: no}, reversed: true}
  - column: hours
    codes: [EX01]
    unknown: ["9"]
    bands: [{from: 0, below: 60, as: no}, {from: 60, below: 169, as: yes}]
age:
  sources:
    - column: years
      unknown: ["9"]
      bands: [{from: 0, below: 18, as: child}, {from: 18, below: 120, as: adult}]
exploitation:
  rules:
    - {when: [{column: kind, is: [sex]}], list: sexual}
    - {when: [{column: kind, is: [organs]}], list: none, because: "no list was published for it."}
  otherwise: labour
expected:
  - {columns: [kind], values: [work, sex, organs]}
attributes:
  sex: {column: sex, values: {F: Women, M: Men}}
  sector: {column: sector, as_is: true}
notes:
  - {text: "{n} of {total} have an age.", count: [{column: years, recorded: true}]}
"""
HEADER = ["name", "threats", "threats2", "free", "hours", "years", "kind", "sex", "sector"]
ROWS = [
    ["x", "1", "0", "N", "70", "30", "work", "F", "farm"],
    ["x", "0", "", "Y", "48.5", "17", "work", "M", "shop"],
    ["x", "9", "9", "9", "9", "", "sex", "9", ""],
    ["x", "0", "0", " Y ", "0", "18", "organs", "", "farm"],
]
