-- One row for each proceeding, which is about one accused. The outcome is what stands at the end of the period: after an
-- appeal that is over, the verdicts of its instance; an opened appeal leaves what was decided before it.
WITH step AS (
    SELECT "row", name, on_day, version
    FROM justice_stepdate
    WHERE resource = 'proceeding' AND on_day < %(end)s
),
course AS (
    SELECT "row",
           min(on_day) FILTER (WHERE name = 'investigate') AS investigated,
           min(on_day) FILTER (WHERE name = 'charge') AS charged,
           max(version) FILTER (WHERE name = 'finalise') AS final_at,
           max(version) FILTER (WHERE name = 'reopen') AS reopened_at,
           max(version) FILTER (WHERE name = 'appeal') AS appealed_at,
           count(*) FILTER (WHERE name = 'appeal') + 1 AS instance,
           max(version) FILTER (WHERE name IN ('convict', 'acquit', 'discontinue')) AS decided_at,
           max(on_day) FILTER (WHERE name = 'finalise') AS final_on
    FROM step
    GROUP BY "row"
),
verdict AS (
    SELECT course."row", array_agg(one.result) AS results, count(*) AS given
    FROM course
    JOIN justice_verdict AS one ON one.proceeding_id = course."row" AND one.instance = course.instance
    GROUP BY course."row"
),
charge AS (SELECT proceeding_id AS "row", count(*) AS brought FROM justice_charge GROUP BY proceeding_id),
found AS (
    SELECT row.id,
           row.opened_at,
           course.investigated,
           course.charged,
           CASE
               WHEN course.decided_at IS NULL OR coalesce(course.reopened_at, 0) > course.decided_at THEN 'open'
               WHEN course.final_at IS NOT NULL AND course.appealed_at > course.decided_at
                    AND verdict.given = charge.brought
                   THEN CASE
                       WHEN 'guilty' = ANY (verdict.results) THEN 'convicted'
                       WHEN 'not_guilty' = ANY (verdict.results) THEN 'acquitted'
                       ELSE 'discontinued'
                   END
               ELSE CASE last.name
                   WHEN 'convict' THEN 'convicted' WHEN 'acquit' THEN 'acquitted' ELSE 'discontinued'
               END
           END AS outcome,
           CASE
               WHEN course.final_at IS NOT NULL AND course.appealed_at > course.decided_at
                    AND verdict.given = charge.brought THEN greatest(last.on_day, course.final_on)
               ELSE last.on_day
           END AS ended
    FROM justice_proceeding AS row
    JOIN vault_personkey AS key ON key.subject = row.subject_id AND key.erased_at IS NULL
    LEFT JOIN course ON course."row" = row.id
    LEFT JOIN step AS last ON last."row" = row.id AND last.version = course.decided_at
    LEFT JOIN verdict ON verdict."row" = row.id
    LEFT JOIN charge ON charge."row" = row.id
    WHERE row.opened_at < %(end)s
)
SELECT id,
       coalesce(investigated, opened_at::date) AS suspected,
       investigated IS NOT NULL AS dated,
       charged,
       outcome,
       CASE WHEN outcome = 'convicted' THEN ended END AS convicted,
       CASE WHEN outcome = 'discontinued' THEN coalesce((
           SELECT move.reason FROM process_move AS move
           WHERE move.resource = 'proceeding' AND move."row" = found.id AND move.name = 'discontinue'
           ORDER BY move.version DESC LIMIT 1
       ), '') END AS reason
FROM found
