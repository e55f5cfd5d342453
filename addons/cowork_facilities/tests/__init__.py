from . import test_access_rights_facilities
from . import test_engine_assignment
from . import test_facilities_constraints
from . import test_work_order
from . import test_work_order_assignment
from . import test_work_order_charge
from . import test_work_order_cost
