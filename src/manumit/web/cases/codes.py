"""Error codes for what is entered about a case (K..). No message identifies a person."""

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
    NO_SUCH_REPORT = Detail(
        "K406",
        "This is none of the services or outcomes that can be reported.",
        "Choose one of those that are shown.",
    )
    NO_SUCH_DAY = Detail(
        "K407",
        "The day lies before the referral or after today.",
        "Give the day of the service, or the one as of which the outcome is known.",
    )
    NOT_TAKEN_ON = Detail(
        "K408",
        "Nobody has taken the person on, or the referral is over.",
        "Take the person on first; of a referral that is over nothing more is reported.",
    )
    REFERRAL_OVER = Detail(
        "K409",
        "This referral is over, or nobody there has taken the person on yet.",
        "Wait until somebody does; of one that is over nothing is written: refer the person anew.",
    )
    DANGER_WRITES_NO_FILE = Detail(
        "K410",
        "Danger stands in place of consent: it sends a sealed referral and writes no open file.",
        "Ask the person; without their own yes nothing is written.",
    )
    NO_SUCH_LINE = Detail(
        "K411",
        "Nothing was chosen that can be written, or it is not there any more.",
        "Look at what can leave, and choose among that.",
    )
    NO_SUCH_NEED = Detail(
        "K412",
        "What is needed, or by when, is none of the codes of today.",
        "Choose one of those that are shown.",
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

    ACCOUNT_TOO_LARGE = Detail(
        "K801",
        "The account is larger than {kilobytes} kB.",
        "Leave out what is not about this person's work, or reckon it with the command.",
    )
    OTHER_KIND = Detail(
        "K802",
        "This is an account of another kind.",
        "Tell it as what it is: wages, terms, or costs.",
    )
    ACCOUNT_OF_OTHERS = Detail(
        "K803",
        "The account of a file is of one worker, the person of the file.",
        "Leave out everybody else; each has a file of their own.",
    )
    ACCOUNT_WITHDRAWN = Detail(
        "K804",
        "This account is withdrawn, and what it told is gone.",
        "Open the file's list again and look at what stands.",
    )
    ACCOUNT_CORRECTED = Detail(
        "K805",
        "There is a later version of this account.",
        "Go on with the latest version.",
    )
    SAME_RULES = Detail(
        "K806",
        "Rules and program are those of the last result.",
        "Reckon again once they have changed; what was told is changed by a correction.",
    )
    WEIGHED_SINCE = Detail(
        "K807",
        "Somebody took or left signs of this result since the page was made.",
        "Look at what they did, and send the form again.",
    )
    NO_SUCH_SIGN = Detail(
        "K808",
        "The result proposes no such sign.",
        "Choose among those that are shown.",
    )
    OTHER_LIST = Detail(
        "K809",
        "The list of the last interview does not know the sign {code}.",
        "Leave that one; it stays on the page of the account.",
    )

    BUSY = Detail(
        "K810",
        "Others reckon at the moment.",
        "Send the form again in a while; nothing of it was kept.",
    )
    NOTHING_CLAIMED = Detail(
        "K811",
        "No amount of this result is claimed.",
        "Write at least one amount, of a head that the result gives something for.",
    )
    OTHER_CLAIM = Detail(
        "K812",
        "This is no claim of the person of the file.",
        "Choose a draft of this person, or open a new claim.",
    )
    MORE_TOGETHER = Detail(
        "K813",
        "Together the amounts are more than the statement says can be claimed at the most.",
        "Lower one of them: what is more in one head may be less in another.",
    )
    CLAIMED_ALREADY = Detail(
        "K814",
        "The draft already has this of the account, or what an earlier result of it came to.",
        "Leave those heads out of the draft first, or choose other heads.",
    )

    NO_ENDING = Detail(
        "K901",
        "There is no such ending or reason in the list today.",
        "Choose one of those that are shown.",
    )
    FILE_CLOSED = Detail(
        "K902",
        "This file is closed.",
        "Read it as it is, or open it again with a reason.",
    )
    NOT_CLOSED = Detail(
        "K903",
        "This file is not closed.",
        "Open the page again and look at what stands.",
    )
    OTHERWISE_KNOWN = Detail(
        "K904",
        "What stands in the file contradicts this ending.",
        "A file of a presumed or identified person is not unfounded; a refusal is an adult's own, "
        "and recorded; a trafficking track has begun.",
    )
    NOT_PRESUMED = Detail(
        "K907",
        "Nobody has decided yet that there are reasonable grounds.",
        "Decide on that first: the time to reflect then begins by itself.",
    )
    NOT_ASKED_BY_ROLE = Detail(
        "K909",
        "This role records no answer to this purpose.",
        "Choose among the purposes that are shown, or leave it to whoever asks the person for it.",
    )
    NOT_IN_FINDING = Detail(
        "K951",
        "The finding shows no such sign.",
        "Choose among the signs that are shown; a new interview makes a new finding.",
    )
    NO_EMPLOYER = Detail(
        "K921",
        "Neither an organisation nor a workplace is named.",
        "Choose at least one, or write what it is called.",
    )
    NO_EMPLOYMENT_CODE = Detail(
        "K922",
        "There is no such occupation, sector, country or source.",
        "Choose one of those that are shown; leave empty what is not known.",
    )
    NOT_LATEST = Detail(
        "K923",
        "The employment was corrected meanwhile.",
        "Open the file's employments again and correct the version that stands.",
    )
    NO_CHARACTERISTIC = Detail(
        "K924",
        "There is no such sex, nationality or form of exploitation.",
        "Choose one of those that are shown, write a country as its two letters, and leave empty "
        "what is not known.",
    )
    CHARACTERISTICS_STALE = Detail(
        "K925",
        "Somebody recorded this meanwhile.",
        "Open the page again: what was recorded stands there now.",
    )

    @property
    def word(self) -> str:
        """Return the code's name in the ledger."""
        return self.name.lower()
