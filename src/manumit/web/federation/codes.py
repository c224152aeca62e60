"""Error codes of the exchange (Y..). No message contains data about a person or a peer."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class FederationCode(PageErrorCode):
    """Keys, peers, envelopes, messages."""

    NO_KEYS = "Y101"
    KEYS_ARE_SHARED = Detail(
        "Y102",
        "Others may read the file of keys, or its name is a link.",
        "Give it to the platform's user alone (chmod 600), and make new keys if others had it.",
    )
    NOT_KEYS = Detail(
        "Y103",
        "The file does not hold keys of this kind.",
        "Bring it back from the escrow, or make new keys and let every peer admit them.",
    )
    KEYS_EXIST = Detail("Y104", "The file is there already.", "Give another name.")
    NO_ADDRESS = "Y105"

    NOT_A_CARD = "Y201"
    OWN_CARD = "Y202"
    KNOWN_CARD = "Y203"
    OTHER_DIGITS = "Y204"
    NO_NAME = "Y205"

    NOT_AN_ENVELOPE = Detail(
        "Y301", "These bytes are no envelope.", "Ask the other side to send it again."
    )
    TOO_LARGE = Detail(
        "Y302", "The envelope is larger than {most} bytes.", "Pass fewer parts on, or on paper."
    )
    NOT_FOR_US = Detail(
        "Y303", "The envelope is locked for somebody else.", "Send it to whom it is for."
    )
    CANT_OPEN = Detail(
        "Y304", "The envelope can't be opened: it was changed, or cut off.", "Have it sent again."
    )
    UNKNOWN_SENDER = Detail(
        "Y305", "No admitted installation has signed it.", "Admit the other side first."
    )
    SUSPENDED = Detail(
        "Y306",
        "The installation that signed it is not admitted now.",
        "Two people of the institution decide whether it is admitted again.",
    )
    OUT_OF_TIME = Detail(
        "Y307",
        "The envelope is over, or of a time to come.",
        "Compare the clocks of both sides, and have it sent again.",
    )
    TOO_MANY = Detail("Y308", "Too many envelopes came.", "Wait an hour.")
    NOT_AN_ANSWER = Detail(
        "Y309",
        "What came back is no acknowledgement of what was sent.",
        "It is sent again by itself; nothing was lost.",
    )
    BAD_BODY = Detail(
        "Y310",
        "What lies in the envelope is not what its kind says.",
        "Ask the other side which version of manumit it runs.",
    )
    NOTHING_WAITS = Detail(
        "Y401", "Nothing waits for this installation.", "Look at the list of messages."
    )
    NO_SUCH_PEER = Detail(
        "Y402", "No admitted installation has this id.", "Look at the list of installations."
    )

    @property
    def word(self) -> str:
        """Return the ledger's code for it."""
        return self.name.lower()
