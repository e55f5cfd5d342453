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
        "security/cowork_complaint_rules.xml",
        "security/cowork_improvement_rules.xml",
        "security/ir.model.access.csv",
        "data/cowork_complaint_data.xml",
        "data/cowork_complaint_cron_data.xml",
        "data/mail_template_data.xml",
        "data/cowork_kpi_complaint_data.xml",
        "wizards/cowork_complaint_views.xml",
        "views/cowork_feedback_menus.xml",
        "views/cowork_complaint_views.xml",
        "views/cowork_improvement_views.xml",
        "views/cowork_complaint_button_views.xml",
        "views/cowork_portal_complaint_templates.xml",
    ],
    "demo": [
        "demo/res_groups_demo.xml",
        "demo/cowork_complaint_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["cowork_feedback/static/src/**/*"],
        "web.assets_tests": ["cowork_feedback/static/tests/tours/**/*"],
    },
}
