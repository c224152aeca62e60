"""What the pages of cases answer to whom; written by hand from domain.md, section 2."""

from collections.abc import Mapping

# For each page: what it answers to whoever holds the file at the inspectorate, a colleague, another
# office, the shelter that the person was referred to, the prosecution that knows nothing of it, an
# administrator, and somebody who is not signed in. A page that changes something leads on (303),
# but so does the door (303) for a stranger: what was changed is asked below.
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name          owner coll  oth   shel  other admin stranger
    "index":        (200, 200, 200, 200, 200, 404, 303),
    "new":          (200, 200, 200, 200, 200, 404, 303),
    "search":       (403, 403, 403, 200, 403, 404, 303),
    "file":         (200, 200, 404, 404, 404, 404, 303),
    "contact":      (200, 404, 404, 404, 404, 404, 303),
    "age":          (200, 403, 404, 404, 404, 404, 303),
    "share":        (200, 403, 404, 404, 404, 404, 303),
    "seen":         (200, 404, 404, 404, 404, 404, 303),
    "identity":     (200, 404, 404, 404, 404, 404, 303),
    "interviews":   (200, 200, 404, 404, 404, 404, 303),
    "interview":    (200, 403, 404, 404, 404, 404, 303),
    # A colleague sees nothing of a document, not even that there is one.
    "attachments":  (200, 404, 404, 404, 404, 404, 303),
    "attach":       (200, 404, 404, 404, 404, 404, 303),
    "attachment":   (200, 404, 404, 404, 404, 404, 303),
    # What another system had recorded: as what somebody said (test_cases_imports_pages.py).
    "legacy_record": (200, 404, 404, 404, 404, 404, 303),
    # By what the figures tell people apart: as what somebody said.
    "characteristics": (200, 404, 404, 404, 404, 404, 303),
    # An account tells where somebody worked: as a document.
    "accounts":     (200, 404, 404, 404, 404, 404, 303),
    "account_new":  (200, 404, 404, 404, 404, 404, 303),
    "account":      (200, 404, 404, 404, 404, 404, 303),
    "account_correct": (200, 404, 404, 404, 404, 404, 303),
    "reckoning":    (200, 404, 404, 404, 404, 404, 303),
    "account_claim": (200, 404, 404, 404, 404, 404, 303),
    "claims":       (200, 200, 404, 404, 404, 404, 303),
    "claim_new":    (200, 403, 404, 404, 404, 404, 303),
    # Who identifies sends a check; nobody else learns of it: test_nonpunishment_pages.py.
    "checks":       (404, 404, 404, 404, 404, 404, 303),
    "check_new":    (404, 404, 404, 404, 404, 404, 303),
    # Plans are of those who support, periods of the competent body: an inspector sees neither.
    "protection":   (404, 404, 404, 404, 404, 404, 303),
    "evidence_notes": (200, 403, 404, 404, 404, 404, 303),
    "bundles":      (200, 200, 404, 404, 404, 404, 303),
    "bundle_new":   (200, 403, 404, 404, 404, 404, 303),
    "bundle":       (200, 404, 404, 404, 404, 404, 303),
    "close":        (200, 403, 404, 404, 404, 404, 303),
    "reopen":       (200, 403, 404, 404, 404, 404, 303),
    "findings":     (200, 200, 404, 404, 404, 404, 303),
    "finding":      (200, 404, 404, 404, 404, 404, 303),
    "decisions":    (404, 404, 404, 404, 404, 404, 303),
    "decide":       (404, 404, 404, 404, 404, 404, 303),
    "consents":     (200, 200, 404, 404, 404, 404, 303),
    "consent":      (200, 403, 404, 404, 404, 404, 303),
    "mandates":     (200, 200, 404, 404, 404, 404, 303),
    "mandate":      (200, 403, 404, 404, 404, 404, 303),
    "referrals":    (200, 200, 404, 404, 404, 404, 303),
    # Sums, for who brings files in and the administration: test_cases_imports_pages.py.
    "runs":         (200, 200, 200, 200, 404, 200, 303),
    "inbox":        (200, 200, 200, 200, 200, 404, 303),
    "sent":         (200, 200, 200, 200, 200, 404, 303),
    "referral":     (200, 200, 404, 200, 404, 404, 303),
    # Each reason is a button; no other step of a referral has a page of its own.
    "decline":      (403, 403, 404, 200, 404, 404, 303),
    # A record leaves by whoever may send the referral; the recipient has the referral itself.
    "record":       (200, 403, 404, 403, 404, 404, 303),
    "openings":     (404, 404, 404, 200, 200, 404, 303),
    "emergency":    (404, 404, 404, 404, 404, 404, 303),
    # The data protection officer's alone; who knows emergency openings knows that it exists.
    "waivers":      (404, 404, 404, 403, 403, 404, 303),
    "takeovers":    (404, 404, 404, 403, 403, 404, 303),
    # Each sees those of the own office; here there is none.
    "left":         (200, 200, 200, 200, 200, 404, 303),
}  # fmt: skip
# Pages that only do something, and forms that are sent: the same people, in the same order.
DOES: Mapping[str, tuple[int, ...]] = {
    "new":               (303, 303, 303, 303, 303, 404, 303),
    "contact":           (303, 404, 404, 404, 404, 404, 303),
    "age":               (303, 403, 404, 404, 404, 404, 303),
    "share":             (303, 403, 404, 404, 404, 404, 303),
    "leave":             (409, 403, 404, 404, 404, 404, 303),
    "identity":          (200, 404, 404, 404, 404, 404, 303),
    "change":            (303, 404, 404, 404, 404, 404, 303),
    "choose":            (409, 404, 404, 404, 404, 404, 303),
    "interviews":        (303, 403, 404, 404, 404, 404, 303),
    "interview":         (303, 403, 404, 404, 404, 404, 303),
    "attach":            (303, 404, 404, 404, 404, 404, 303),
    "attachment_content": (200, 404, 404, 404, 404, 404, 303),
    "attachment_withdraw": (303, 404, 404, 404, 404, 404, 303),
    "characteristics":   (303, 404, 404, 404, 404, 404, 303),
    "account_new":       (303, 404, 404, 404, 404, 404, 303),
    "account_correct":   (303, 404, 404, 404, 404, 404, 303),
    # Rules and program are those of the result.
    "account_again":     (409, 404, 404, 404, 404, 404, 303),
    "account_withdraw":  (303, 404, 404, 404, 404, 404, 303),
    "account_take":      (200, 404, 404, 404, 404, 404, 303),
    "weigh":             (303, 404, 404, 404, 404, 404, 303),
    "account_claim":     (303, 404, 404, 404, 404, 404, 303),
    "claim_new":         (303, 403, 404, 404, 404, 404, 303),
    "check_new":         (404, 404, 404, 404, 404, 404, 303),
    "plan_new":          (404, 404, 404, 404, 404, 404, 303),
    "reflection_new":    (404, 404, 404, 404, 404, 404, 303),
    "evidence_notes":    (303, 403, 404, 404, 404, 404, 303),
    "bundle_new":        (303, 403, 404, 404, 404, 404, 303),
    "bundle_export":     (200, 403, 404, 404, 404, 404, 303),
    "close":             (303, 403, 404, 404, 404, 404, 303),
    # It is open. Opening a closed one: tests/spec/test_closing.py.
    "reopen":            (422, 403, 404, 404, 404, 404, 303),
    "decide":            (404, 404, 404, 404, 404, 404, 303),
    "consent":           (303, 403, 404, 404, 404, 404, 303),
    # Withdrawal waits for nobody: whoever of the office is there takes it.
    "consent_withdraw":  (303, 303, 404, 404, 404, 404, 303),
    "waiver_end":        (303, 303, 404, 404, 404, 404, 303),
    "mandate":           (303, 403, 404, 404, 404, 404, 303),
    "mandate_end":       (303, 403, 404, 404, 404, 404, 303),
    "referral":          (200, 200, 404, 200, 404, 404, 303),
    "record":            (200, 403, 404, 403, 404, 404, 303),
    "accept":            (403, 403, 404, 303, 404, 404, 303),
    "decline":           (403, 403, 404, 303, 404, 404, 303),
    "answer":            (403, 403, 404, 303, 404, 404, 303),
    "service":           (403, 403, 404, 303, 404, 404, 303),
    "outcome":           (403, 403, 404, 303, 404, 404, 303),
    "referral_withdraw": (303, 403, 404, 403, 404, 404, 303),
    "consent_here":      (303, 303, 404, 303, 404, 404, 303),
    "search":            (403, 403, 403, 200, 403, 404, 303),
    "emergency":         (404, 404, 404, 404, 404, 404, 303),
    "confirm":           (404, 404, 404, 404, 404, 404, 303),
    "revoke":            (404, 404, 404, 404, 404, 404, 303),
    "notice":            (404, 404, 404, 404, 404, 404, 303),
    "waiver_notice":     (404, 404, 404, 404, 404, 404, 303),
    # Somebody holds it: a colleague is told so. Where nobody does: test_cases_taking_over.py.
    "take_over":         (403, 409, 404, 404, 404, 404, 303),
    "takeover_notice":   (404, 404, 404, 404, 404, 404, 303),
}  # fmt: skip
