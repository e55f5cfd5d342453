from . import care
from . import portal
from . import portal_documents
from . import portal_renewal
