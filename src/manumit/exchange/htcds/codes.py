"""Error codes of files of case records in the form of HTCDS."""

from manumit.errors import Detail, ErrorCode


class HtcdsCode(ErrorCode):
    """Problems of files in the form of the Human Trafficking Case Data Standard."""

    NO_FIELD = Detail(
        "H101",
        "Column {number} is no field of HTCDS 2.0, and would be lost.",
        "Rename it (docs/how-to/htcds.md lists the fields), or pass --other ignore to leave it "
        "out.",
    )
    NO_VALUE = Detail(
        "H102",
        "{found} is not in the list of this field.",
        "Use one of: {known}.",
    )
    NO_DATE = Detail("H103", "{found} is no date.", "Write it like 2026-03-02.")
    NO_NUMBER = Detail("H104", "{found} is no number.", "Write it with a point, like 12 or -7.25.")
    NO_MARK = Detail("H105", "{found} is neither true nor false.", "Write true or false.")
    NO_PHONE = Detail(
        "H106",
        "{found} is no telephone number in the form E.164.",
        "Write it as digits with the code of the country, like +41000000000.",
    )
    NO_COUNTRY = Detail(
        "H107",
        "{found} has not the form of a country code.",
        "Write two or three capital letters as in ISO 3166, like MD or MDA.",
    )
    NO_LANGUAGE = Detail(
        "H108",
        "{found} has not the form of a language code.",
        "Write two or three small letters as in ISO 639, like ro or ron.",
    )
    DEPRECATED = Detail(
        "H109",
        "HTCDS has given this field up; it is kept as it is.",
        "Record consent under Consent, and vulnerabilities in an assessment.",
    )
    NOT_A_LINE = Detail(
        "H110",
        "This line is no record: {reason}.",
        "Each line is one JSON object of sections; docs/how-to/htcds.md shows one.",
    )
    NO_FIELDS = Detail(
        "H111", "None of the columns is a field of HTCDS 2.0.", "Check that this is the right file."
    )
