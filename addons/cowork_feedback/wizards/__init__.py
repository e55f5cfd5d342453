from . import cowork_complaint_merge
from . import cowork_complaint_reason
from . import survey_invite
