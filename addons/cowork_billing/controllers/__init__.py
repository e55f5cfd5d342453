from . import portal_fees
from . import published_pages
