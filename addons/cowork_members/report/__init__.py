from . import cowork_booking_utilisation
from . import cowork_space_margin
