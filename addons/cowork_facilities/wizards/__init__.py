from . import cowork_fault_report
from . import cowork_work_charge_back
from . import cowork_work_reopen
