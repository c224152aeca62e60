"""What can be wrong with a picture of a visit (H8..)."""

from manumit.web.kernel.errors import PageErrorCode


class PictureCode(PageErrorCode):
    """No message names a workplace, an employer or a worker."""

    NOT_LISTED = "H801"
    NO_PICTURE = "H802"
    NO_VIOLATION = "H803"
    TOO_LONG = "H804"
    TOO_MANY = "H805"
    WITHDRAWN_ALREADY = "H806"
