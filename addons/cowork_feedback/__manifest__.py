{
    "name": "Cowork Feedback",
    "summary": "Surveys, complaints with deadlines, and improvements whose effect is"
    " checked",
    "version": "19.0.1.1.0",
    "category": "Coworking",
    "author": "Cowork contributors",
    "license": "LGPL-3",
    "depends": ["cowork_facilities", "survey"],
    "data": [
        "security/cowork_feedback_groups.xml",
        "security/ir.model.access.csv",
        "views/cowork_feedback_menus.xml",
    ],
    "demo": [
        "demo/res_groups_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["cowork_feedback/static/src/**/*"],
        "web.assets_tests": ["cowork_feedback/static/tests/tours/**/*"],
    },
}
