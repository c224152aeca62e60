-- One row for each check of non-punishment, without key, reference, offence or basis. The decision is what stands at the end
-- of the period: of one that was looked at again, the last. A check of which somebody's agreement ran out is stopped.
SELECT one.opened_at::date AS asked,
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
LEFT JOIN LATERAL (
    SELECT step.name, step.version
    FROM process_move AS step
    WHERE step.resource = 'non_punishment' AND step."row" = one.id AND step.at < %(end)s
      AND step.name <> 'consider'
    ORDER BY step.version DESC
    LIMIT 1
) AS last ON true
LEFT JOIN justice_dated AS dated
    ON dated.resource = 'non_punishment' AND dated."row" = one.id AND dated.version = last.version AND last.name <> 'stop'
WHERE one.opened_at < %(end)s
