-- One row for each worker whom an order to pay of a labour inspectorate lists, with a claim of their own: whether the employer
-- reported a payment, and the last answer of the worker in private (R-40). What happened after the end counts for nothing, and
-- nothing counts of an order that was annulled until then. Nobody knows whether such a worker has a file as well.
WITH replies AS (
    SELECT DISTINCT ON (payment_id) payment_id, answer
    FROM remedies_paymentcontact
    WHERE asked_at < %(end)s
      AND (answer = ANY (%(denies)s) OR (answer = %(confirms)s AND alone = 'yes' AND safe = 'yes'))
    ORDER BY payment_id, asked_at DESC
)
SELECT claim.subject_id AS whom,
       ARRAY[claim.subject_id] AS subjects,
       -- Unknown is treated as a child, and counted as unknown (R-46).
       claim.child AS child,
       key.erased_at IS NOT NULL AS erased,
       listed.workplace_id AS employer,
       min(made.made_on) AS ordered,
       CASE
           WHEN bool_or(replies.answer = ANY (%(denies)s)) THEN 'denied'
           WHEN bool_or(replies.answer = %(confirms)s) THEN 'confirmed'
           WHEN count(paid.id) > 0 THEN 'reported'
           ELSE 'not_reported'
       END AS payment
FROM remedies_claim AS claim
JOIN vault_personkey AS key ON key.subject = claim.subject_id
JOIN inspections_inspectionorder AS listed ON listed.id = claim.order_id
JOIN remedies_remedyorder AS made ON made.claim_id = claim.id AND made.recorded_at < %(end)s
LEFT JOIN remedies_payment AS paid ON paid.claim_id = claim.id AND paid.reported_at < %(end)s
LEFT JOIN replies ON replies.payment_id = paid.id
WHERE NOT EXISTS (
    SELECT 1 FROM process_move AS step
    WHERE step.resource = 'inspection_order' AND step."row" = listed.id AND step.name = 'annul'
      AND step.at < %(end)s
)
GROUP BY claim.id, key.erased_at, listed.workplace_id
