from . import base_partner_merge_automatic_wizard
from . import cowork_contract_change
from . import cowork_import
from . import cowork_import_progress
from . import cowork_import_report
from . import cowork_import_summary
from . import cowork_import_trace
from . import cowork_organisation_load
