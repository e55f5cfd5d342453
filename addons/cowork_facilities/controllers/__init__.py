from . import vendor
from . import fault
from . import portal_fault
