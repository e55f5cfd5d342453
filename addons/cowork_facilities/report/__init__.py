from . import cowork_work_cost
from . import cowork_work_report
from . import cowork_round_coverage
from . import cowork_vendor_report
