from . import cowork_billing_preview
from . import cowork_billing_repair
from . import cowork_charge_add
from . import cowork_organisation_load
from . import cowork_deposit_draw
from . import cowork_deposit_transfer
