-- Files that were opened from a referral belong to the file that it was sent from: a part of other queries, as {chain}.
chain (file, root) AS (
    SELECT id, id FROM cases_casefile WHERE origin_id IS NULL
    UNION ALL
    SELECT opened.id, chain.root
    FROM chain
    JOIN cases_referral AS sent ON sent.file_id = chain.file
    JOIN cases_casefile AS opened ON opened.origin_id = sent.id
)
