"""Error codes of proceedings, penalties and sanctions (J..)."""

from manumit.errors import Detail, ErrorCode


class JusticeCode(ErrorCode):
    """Error codes. No message contains data about a person or an organisation."""

    NOT_LISTED = Detail(
        "J101",
        "There is no such code in the list today.",
        "Choose one of those that are shown.",
    )
    NO_NAME = Detail(
        "J102",
        "The name is empty, or longer than {longest} characters.",
        "Write who it is about, in fewer characters.",
    )
    NO_NUMBER = Detail(
        "J103",
        "The country or the registration number of the organisation is missing.",
        "Write the two letters of the country and the number in its register of companies.",
    )
    NO_DAY = Detail(
        "J104",
        "The day is missing, lies after today, or before the step that it follows.",
        "Give the day on which it was, as YYYY-MM-DD.",
    )
    NO_REFERENCE = Detail(
        "J105",
        "This is no opaque reference: capitals, digits and hyphens, 4 to 40 of them, with a digit.",
        "Write the reference that the sender gave, and nothing of what it leads to.",
    )
    NEVER_EVIDENCE = Detail(
        "J106",
        "No charge may rest on this kind of record.",
        "Leave it where it is; rely on statements, documents and findings that were referred.",
    )
    NOT_NOW = Detail(
        "J107",
        "In this state nothing of the kind is recorded.",
        "Open the record again and look at its state.",
    )
    NO_MEASURE = Detail(
        "J108",
        "The measure lacks its months, amount, currency or reference, or has one too many.",
        "Give months for prison; amount and currency for money; a reference for compensation.",
    )
    VERDICT_THERE = Detail(
        "J109",
        "This charge has its verdict already.",
        "An appeal brings another; the earlier one stays.",
    )
    COURT_DECIDES = Detail(
        "J110",
        "A court has this case and decides on it.",
        "Ask the court to record its days, verdicts and sentence; you read them here.",
    )
    NO_RECIPIENT = Detail(
        "J201",
        "The office gets no such record, or is one of the own institution.",
        "Choose one of those that are shown.",
    )
    THERE_ALREADY = Detail(
        "J202",
        "This institution has the record already.",
        "Open it again and look at who has it.",
    )
    NO_BASIS = Detail(
        "J301",
        "A sanction rests on one penalty or one conviction of a registered organisation.",
        "Choose the decision that it rests on, and no other.",
    )
    NO_END = Detail(
        "J302",
        "The entry has no end, or one that is too late or over.",
        "Give the last day on which it is to be public: at most {days} days from now.",
    )
    NO_ANSWER = Detail(
        "J303",
        "There is no such answer, or it lacks its reason.",
        "Answer each with yes, no or unknown, and choose why.",
    )
    NOT_ALLOWED_TO_ASK = Detail(
        "J401",
        "Neither do proceedings exist, nor has the person agreed after legal advice (R-50).",
        "Give the reference of the proceedings, or the days of advice and of agreement.",
    )
    AGREED_BEFORE_ADVICE = Detail(
        "J601",
        "The person agreed before the day of legal advice was over everywhere; that agreement may "
        "not be informed (R-50).",
        "Ask the person again on a later day, and record the answer as a consent. Two days after "
        "the advice is late enough in every zone.",
    )
    NO_ADVISER = Detail(
        "J602",
        "Who gave legal advice is missing or too long, or the language of the advice is no code.",
        "Write who advised the person, and the language in two or three letters, such as bn.",
    )
    NO_SIGNS = Detail(
        "J603",
        "Nothing is named that bears on compulsion, or the reason is empty or too long.",
        "Choose at least one sign, and say in your own words why it bears on compulsion.",
    )
    REQUEST_USED = Detail(
        "J501",
        "This form was already sent, for something else.",
        "Open the page again and send its own form.",
    )
