-- The routes on which claims of the person were lodged; more than one is "several", none is "absent" of the definition.
SELECT held.id AS file, 'route_' || claim.route AS code
FROM remedies_claim AS claim
JOIN cases_casefile AS held ON held.subject_id = claim.subject_id
JOIN process_move AS step
  ON step.resource = 'claim' AND step."row" = claim.id AND step.name = 'lodge' AND step.at < %(end)s
