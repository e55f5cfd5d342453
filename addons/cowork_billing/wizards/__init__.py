from . import cowork_billing_preview
from . import cowork_organisation_load
