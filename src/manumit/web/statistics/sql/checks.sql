-- One row for each check of non-punishment, without reference, offence or basis; with the keys of the person in every file that
-- referrals lead to, since a no in any of them counts. The decision is what stands at the end
-- of the period: of one that was looked at again, the last. A check of which somebody's agreement ran out is stopped.
WITH RECURSIVE {chain},
whose AS (
    SELECT chain.root,
           array_agg(file.subject_id) AS subjects,
           bool_or(file.age <> 'adult') AS child,
           bool_or(key.erased_at IS NOT NULL) AS erased
    FROM chain
    JOIN cases_casefile AS file ON file.id = chain.file
    JOIN vault_personkey AS key ON key.subject = file.subject_id
    GROUP BY chain.root
)
SELECT coalesce(whose.root, one.subject_id) AS whom,
       coalesce(whose.subjects, ARRAY[one.subject_id]) AS subjects,
       one.child OR coalesce(whose.child, false) AS child,
       coalesce(whose.erased, false) AS erased,
       one.opened_at::date AS asked,
       dated.on_day AS decided,
       CASE last.name
           WHEN 'not_prosecute' THEN 'not_prosecuted'
           WHEN 'drop_charges' THEN 'charges_dropped'
           WHEN 'spare' THEN 'not_punished'
           WHEN 'punish' THEN 'punished'
           WHEN 'stop' THEN 'stopped'
           ELSE 'open'
       END AS decision
FROM justice_nonpunishment AS one
JOIN vault_personkey AS key ON key.subject = one.subject_id AND key.erased_at IS NULL
LEFT JOIN cases_casefile AS own ON own.subject_id = one.subject_id
LEFT JOIN chain ON chain.file = own.id
LEFT JOIN whose ON whose.root = chain.root
LEFT JOIN LATERAL (
    SELECT step.name, step.version
    FROM process_move AS step
    WHERE step.resource = 'non_punishment' AND step."row" = one.id AND step.at < %(end)s
      AND step.name <> 'consider'
    ORDER BY step.version DESC
    LIMIT 1
) AS last ON true
LEFT JOIN justice_stepdate AS dated
    ON dated.resource = 'non_punishment' AND dated."row" = one.id AND dated.version = last.version AND last.name <> 'stop'
WHERE one.opened_at < %(end)s
