from . import portal_settlement
from . import portal_fees
from . import published_pages
