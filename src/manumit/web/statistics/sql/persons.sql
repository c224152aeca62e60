-- One row for each person: files that were opened from a referral belong to the file that it was sent from, so that a person
-- who was referred counts once. What happened after the end counts for nothing.
WITH RECURSIVE {chain},
decided AS (
    -- A decision counts while no later step has taken it back.
    SELECT "row" AS file,
           min(at) FILTER (WHERE name = 'presume') AS presumed,
           (array_agg(name ORDER BY version DESC))[1] AS last,
           max(at) FILTER (WHERE name = 'identify') AS identified
    FROM process_move
    WHERE resource = 'person_as_victim' AND at < %(end)s
    GROUP BY "row"
),
accepted AS (
    SELECT sent.file_id AS file,
           min(step.at) FILTER (WHERE sent.purpose = ANY (%(assisting)s)) AS assisted,
           min(step.at) FILTER (WHERE sent.purpose = ANY (%(handing)s)) AS handed_over
    FROM cases_referral AS sent
    JOIN process_move AS step
      ON step.resource = 'referral' AND step."row" = sent.id AND step.name = 'accept'
    WHERE step.at < %(end)s
    GROUP BY sent.file_id
),
replies AS (
    -- The worker's last word on a payment that counts: a yes only in private and in a safe way (R-40).
    SELECT DISTINCT ON (payment_id) payment_id, claim_id, answer, asked_at
    FROM remedies_paymentcontact
    WHERE asked_at < %(end)s
      AND (answer = ANY (%(denies)s) OR (answer = %(confirms)s AND alone = 'yes' AND safe = 'yes'))
    ORDER BY payment_id, asked_at DESC
),
paid AS (
    SELECT claim.subject_id AS subject, min(replies.asked_at) AS remedied
    FROM replies
    JOIN remedies_claim AS claim ON claim.id = replies.claim_id
    WHERE replies.answer = %(confirms)s
    GROUP BY claim.subject_id
),
granted AS (
    -- A time to reflect counts from the day on which it was granted, however it ended (R-48).
    SELECT subject_id AS subject, min(granted_at) AS reflection
    FROM protection_reflectionperiod
    WHERE granted_at < %(end)s
    GROUP BY subject_id
){dimensions}
SELECT array_agg(file.subject_id) AS subjects,
       array_agg(file.id) AS files,
       bool_or(file.age <> 'adult') AS child,
       bool_or(key.erased_at IS NOT NULL) AS erased,
       min(file.opened_at)::date AS met,
       min(decided.presumed)::date AS presumed,
       min(decided.identified) FILTER (WHERE decided.last = 'identify')::date AS identified,
       least(
           min(accepted.assisted),
           min(file.opened_at) FILTER (WHERE institution.kind = ANY (%(sheltering)s))
       )::date AS assisted,
       min(accepted.handed_over)::date AS handed_over,
       min(granted.reflection)::date AS reflection,
       min(paid.remedied)::date AS remedied{columns}
FROM chain
JOIN cases_casefile AS file ON file.id = chain.file
JOIN vault_personkey AS key ON key.subject = file.subject_id
JOIN institutions_institution AS institution ON institution.id = file.institution_id
LEFT JOIN decided ON decided.file = file.id
LEFT JOIN accepted ON accepted.file = file.id
LEFT JOIN paid ON paid.subject = file.subject_id
LEFT JOIN granted ON granted.subject = file.subject_id{joins}
WHERE file.opened_at < %(end)s
GROUP BY chain.root
