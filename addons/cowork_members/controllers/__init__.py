from . import care
from . import portal
from . import portal_documents
from . import portal_renewal
from . import portal_booking
from . import portal_booking_list
from . import portal_booking_series
from . import booking_panel
