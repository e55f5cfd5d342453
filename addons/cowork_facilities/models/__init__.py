from . import cowork_work_category
from . import maintenance_equipment
from . import maintenance_request
