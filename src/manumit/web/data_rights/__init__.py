"""Rights of persons over their data: erasure on request, and legal holds.

The member who holds a record asks; the data protection officer, who reads no record, decides. The
officer sees the code of the record, what kind it is, and the reason.
"""
