-- As the file says now: adult or child. A file of which the age is unsure gives nothing, which is "unknown".
SELECT id AS file, age AS code FROM cases_casefile WHERE age <> 'unsure'
