-- One row for each person, or proceeding, kind and currency: what one person claims, is owed and has got, or has to pay. Claims from
-- an order to pay of a labour inspectorate have kinds of their own, so that no sum is in two kinds.
WITH replies AS (
    SELECT DISTINCT ON (payment_id) payment_id, answer
    FROM remedies_paymentcontact
    WHERE asked_at < %(end)s
      AND (answer = ANY (%(denies)s) OR (answer = %(confirms)s AND alone = 'yes' AND safe = 'yes'))
    ORDER BY payment_id, asked_at DESC
),
part AS (
    SELECT claim.subject_id AS whom, 'claimed' AS kind, total.currency, total.amount
    FROM remedies_claimtotal AS total
    JOIN remedies_claim AS claim ON claim.id = total.claim_id
    JOIN process_move AS step
      ON step.resource = 'claim' AND step."row" = claim.id AND step.name = 'lodge' AND step.at < %(end)s
    UNION ALL
    SELECT claim.subject_id, CASE WHEN claim.order_id IS NULL THEN 'ordered' ELSE 'workers_ordered' END, made.currency, made.amount
    FROM remedies_remedyorder AS made
    JOIN remedies_claim AS claim ON claim.id = made.claim_id
    WHERE made.recorded_at < %(end)s
    UNION ALL
    SELECT claim.subject_id, 'workers_reported', paid.currency, paid.amount
    FROM remedies_payment AS paid
    JOIN remedies_claim AS claim ON claim.id = paid.claim_id AND claim.order_id IS NOT NULL
    WHERE paid.reported_at < %(end)s
    UNION ALL
    SELECT claim.subject_id, CASE WHEN claim.order_id IS NULL THEN 'paid' ELSE 'workers_confirmed' END, paid.currency, paid.amount
    FROM replies
    JOIN remedies_payment AS paid ON paid.id = replies.payment_id
    JOIN remedies_claim AS claim ON claim.id = paid.claim_id
    WHERE replies.answer = %(confirms)s
    UNION ALL
    -- Of a sentence that another instance has given anew, the last counts.
    SELECT given.proceeding_id, given.kind, given.currency, given.amount
    FROM justice_sentence AS given
    WHERE given.amount IS NOT NULL AND given.on_day < %(end)s
      AND given.instance = (
          SELECT max(later.instance) FROM justice_sentence AS later
          WHERE later.proceeding_id = given.proceeding_id AND later.on_day < %(end)s
      )
)
SELECT whom, kind, currency, sum(amount) AS amount
FROM part
GROUP BY whom, kind, currency
