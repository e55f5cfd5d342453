from . import cowork_organisation_load
from . import cowork_vendor_note
from . import cowork_vendor_send
from . import cowork_fault_report
from . import cowork_work_charge_back
from . import cowork_work_reopen
