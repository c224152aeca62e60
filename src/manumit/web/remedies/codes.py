"""Errors of input about claims (Q1 to Q7). No message contains data of a person."""

from manumit.errors import Detail, ErrorCode


class ClaimCode(ErrorCode):
    """Errors about claims, orders, payments, contacts with the worker, and mandates."""

    NO_ROUTE = Detail(
        "Q101",
        "There is no such route in the list today.",
        "Choose one of the routes that are shown.",
    )
    NO_HEAD = Detail(
        "Q102",
        "There is no such head of claim in the list today.",
        "Choose one of those that are shown.",
    )
    NO_BOUNDS = Detail(
        "Q105",
        "The least is above the most, or more is claimed than the most.",
        "Look at the statement again; leave out a bound that nobody knows.",
    )
    NO_PERIOD = Detail(
        "Q106",
        "The period lacks its beginning, or ends before it.",
        "Write both days as YYYY-MM-DD; leave the end out where it goes on.",
    )
    TOO_LONG = Detail(
        "Q107",
        "The text is longer than {longest} characters.",
        "Make it shorter; nothing of it was kept.",
    )
    NO_FACT = Detail(
        "Q108",
        "The fact is empty, or there is no such kind of fact.",
        "Choose a kind, and write the fact down.",
    )
    NOT_DRAFTED = Detail(
        "Q109",
        "What is claimed can't change once the claim is lodged.",
        "Open another claim for what was left out.",
    )
    LEFT_OUT_ALREADY = Detail(
        "Q110",
        "This head was taken out of the claim already.",
        "Open the claim again and look at its current state.",
    )
    NO_RECIPIENT = Detail(
        "Q201",
        "The office takes no claims in this capacity, or is one of the own institution.",
        "Choose one of those that are shown.",
    )
    THERE_ALREADY = Detail(
        "Q202",
        "This institution has the claim already.",
        "Open the claim again and look at who has it.",
    )
    NO_MANDATE = Detail(
        "Q203",
        "The mandate lacks its name, basis or time, or its end comes before its beginning.",
        "Write who acts for the worker, choose on what that rests, and give the days.",
    )
    MANDATE_OVER = Detail(
        "Q204",
        "This mandate is over already.",
        "Open the claim again and look at its current state.",
    )
    NOT_NOW = Detail(
        "Q205",
        "In this state the claim is not passed on in this capacity.",
        "Lodge it before a body is to decide; a debtor gets it once something is ordered.",
    )
    NOTHING_ORDERED = Detail(
        "Q301",
        "An amount that is to be paid lacks its day, or is due before it was ordered.",
        "Give the day of the settlement or decision, and until when it is to be paid.",
    )
    OTHER_CURRENCY = Detail(
        "Q302",
        "Nothing was ordered in this currency.",
        "Currencies are never mixed: record what was paid in the currency of the order.",
    )
    NOTHING_DUE = Detail(
        "Q303",
        "In this state of the claim nothing is ordered or paid.",
        "Record the settlement or the decision first.",
    )
    NO_CHANNEL = Detail(
        "Q304",
        "There is no such channel or payer in the list today.",
        "Choose one of those that are shown.",
    )
    NOT_YET = Detail("Q305", "The day lies after today.", "Give the day on which it was.")
    WAIVER = Detail(
        "Q306",
        "The payment demands that the worker gives up other claims (R-66).",
        "Refuse it and enforce what is owed: a repayment may not demand a waiver.",
    )
    NO_ANSWER = Detail(
        "Q401",
        "There is no such answer in the list today.",
        "Choose one of those that are shown.",
    )
    TOO_EARLY = Detail(
        "Q402",
        "The worker can't have confirmed the payment before the day on which it was made.",
        "Give the day on which the worker was asked, or ask again after the payment.",
    )
    REQUEST_USED = Detail(
        "Q501",
        "This form was already sent, for something else.",
        "Open the page again and send its own form.",
    )
    NO_COLLEAGUE = Detail(
        "Q502",
        "Nobody in this office works there now in this role.",
        "Choose one of those that are shown.",
    )
    HELD = Detail(
        "Q503",
        "The holder of this claim has a post in its office.",
        "Ask them to hand it over.",
    )
    CHILD_ALONE = Detail(
        "Q701",
        "A child, and somebody whose age is not sure, gives no mandate alone (R-46).",
        "Let the guardian give it, and write down who that is; where there is none, ask an office "
        "that keeps files to have one appointed.",
    )
    NOT_A_CHILD = Detail(
        "Q702",
        "A guardian is named for an adult.",
        "Leave the guardian out, or say that the age is not sure.",
    )
    NOT_ALONE = Detail(
        "Q703",
        "The mandate was not given alone, or nobody knows whether it was.",
        "Ask again where nobody of the employer's side is there or could hear.",
    )
    NOT_UNDERSTOOD = Detail(
        "Q704",
        "The worker has not understood the mandate, or nobody knows whether they did.",
        "Explain it again, in a language that the worker speaks.",
    )
    NO_LANGUAGE = Detail(
        "Q705",
        "This is no code of a language.",
        "Write the two or three small letters of ISO 639, such as bn or swa.",
    )
    IN_FILE = Detail(
        "Q706",
        "This claim was opened from a file of the person, where such things are recorded.",
        "Ask the person who opened the claim.",
    )
