"""What can be wrong with what is entered about a case (K..). No message tells of a person."""

from manumit.errors import Detail, ErrorCode


class CaseCode(ErrorCode):
    """Files, identities, drafts, decisions, referrals."""

    NO_VALUE = Detail(
        "K101",
        "This can't be kept as '{field}'.",
        "Write names and numbers of at most {longest} characters, a date as YYYY-MM-DD, a language "
        "by its code, and choose the rest from what is shown.",
    )
    NO_CONFLICT = Detail(
        "K102",
        "The values between which somebody chose are not the ones that stand here now.",
        "Open the page again, look at what stands, and choose anew.",
    )
    NOT_SEEN = Detail(
        "K103",
        "The change does not rest on a value that ever stood here.",
        "Open the page again and make the change there.",
    )
    DRAFT_CLOSED = Detail(
        "K201",
        "This interview is closed already.",
        "Look at its finding, or begin another interview.",
    )
    DRAFT_STALE = Detail(
        "K202",
        "The interview went on somewhere else since this page was made.",
        "What was sent is kept beside it: look at both, close the right one, and set the other "
        "aside.",
    )
    NOTHING_SAID = Detail(
        "K203", "Nothing was said yet.", "Ask at least one question before you close the interview."
    )
    NO_FINDING = Detail(
        "K301",
        "There is no finding of this file beside which it could be decided.",
        "Choose one of the findings that are shown.",
    )
    NO_REASONING = Detail(
        "K302",
        "The reasons in words are missing.",
        "Say why, in words that the person can object to.",
    )
    NOT_FOR_AGE = Detail(
        "K303",
        "This reason is none for a person of this age.",
        "For a child, and while the age is unsure, means need not be shown (R-46): choose another.",
    )
    NO_AGE_REASON = Detail(
        "K304",
        "It isn't said on what it rests that the person is an adult.",
        "Choose one of the reasons that are shown; without one the rules for children hold (R-46).",
    )
    OWN_DECISION = Detail(
        "K305",
        "Who made the decision does not review it.",
        "Let another person of the body look at it.",
    )
    NO_BASIS = Detail(
        "K306",
        "The mandate lacks its name, basis or time, or its end comes before its beginning.",
        "Write who speaks for the person, choose on what that rests, and give the days.",
    )
    MANDATE_OVER = Detail(
        "K307",
        "This mandate is over already.",
        "Open the page again and look at what stands.",
    )
    NO_RECIPIENT = Detail(
        "K401",
        "The other office does not take such referrals, or is one of the own institution.",
        "Choose one of those that are shown.",
    )
    NO_PART = Detail(
        "K402",
        "Part of what was to be passed on does not exist, or the recipient may not see it.",
        "Choose among the parts that are shown for this recipient.",
    )
    NO_TIME = Detail(
        "K403",
        "The end is missing, past, or later than {days} days from now.",
        "Give a day within this time.",
    )
    NO_ANSWER = Detail("K404", "The answer is empty.", "Say what became of it.")
    TOO_LONG = Detail(
        "K405",
        "The text is longer than {longest} characters.",
        "Make it shorter; nothing of it was kept.",
    )
    REQUEST_USED = Detail(
        "K501",
        "This form was already sent, for something else.",
        "Open the page again and send its own form.",
    )
    NO_COLLEAGUE = Detail(
        "K502",
        "Nobody in this office works there now in this role.",
        "Choose one of those that are shown.",
    )
    LAST_KEEPER = Detail(
        "K503",
        "Nobody else holds this file.",
        "Share it with a colleague first.",
    )
    HELD = Detail(
        "K504",
        "Somebody who holds this file has a post in its office.",
        "Ask them to share it.",
    )
    NO_TAKEOVER_REASON = Detail(
        "K505",
        "There is no such reason to take over a file in the list today.",
        "Choose one of those that are shown.",
    )
    OTHER_ROLE = Detail(
        "K506",
        "Nobody held this file in your role.",
        "Let a colleague in the role of whoever held it take it over.",
    )
    TOO_MANY_SEARCHES = Detail(
        "K601",
        "More than {most} searches for people within a day.",
        "Go on tomorrow; who needs more asks the institution why so many are looked for.",
    )

    NO_DOCUMENT_KIND = Detail(
        "K701",
        "There is no such kind of document in the list today.",
        "Choose one of those that are shown.",
    )
    NO_ORIGIN = Detail(
        "K702",
        "It isn't said who handed the document over.",
        "Say who, or how it came here; where nobody knows, say that.",
    )
    NOT_YET = Detail(
        "K703",
        "The day of the document lies after today.",
        "Give the day that it is of, or none where nobody knows.",
    )
    NO_WITHDRAWAL = Detail(
        "K704",
        "There is no such reason to withdraw a document in the list today.",
        "Choose one of those that are shown.",
    )
    WITHDRAWN_ALREADY = Detail(
        "K705",
        "This document is withdrawn, and what it showed is gone.",
        "Open the file's list again and look at what stands.",
    )

    @property
    def word(self) -> str:
        """What the ledger calls it."""
        return self.name.lower()
