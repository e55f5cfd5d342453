{
    "name": "Cowork Facilities",
    "summary": "Inspection rounds, work orders with deadlines, and vendors of a"
    " coworking operator",
    "version": "19.0.1.1.0",
    "category": "Coworking",
    "author": "Cowork contributors",
    "license": "LGPL-3",
    "depends": [
        "cowork_members",
        "analytic",
        "hr_maintenance",
        "hr_skills",
        "maintenance",
        "portal_rating",
    ],
    "data": [
        "security/cowork_facilities_groups.xml",
        "security/cowork_work_order_rules.xml",
        "security/ir.model.access.csv",
        "views/cowork_facilities_menus.xml",
    ],
    "demo": [
        "demo/res_groups_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["cowork_facilities/static/src/**/*"],
        "web.assets_tests": ["cowork_facilities/static/tests/tours/**/*"],
    },
}
