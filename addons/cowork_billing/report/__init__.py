from . import cowork_deposit_ageing
from . import cowork_deposit_reconciliation
