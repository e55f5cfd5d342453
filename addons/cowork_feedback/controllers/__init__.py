from . import survey
from . import portal_complaints
