"""What can be wrong with what is entered about an application, a bond or a licence (R7..)."""

from manumit.web.kernel.errors import PageErrorCode


class RecruitmentCode(PageErrorCode):
    """No message repeats a name."""

    NO_NAME = "R701"
    NO_OFFICER = "R702"
    CONTACT = "R703"
    TOO_LONG = "R704"
    RESULTS = "R705"
    CONDITIONS = "R706"
    KIND = "R707"
    DRAWN = "R708"
    DAY = "R709"
    REFUSED_IT = "R710"
