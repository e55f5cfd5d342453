"""Opens the kanban as the web client does: for tests and for the benchmark."""

from lxml import etree


def open_kanban(env, domain=(("state", "not in", ("ended", "cancelled")),)):
    """Make the calls the web client makes when it shows the pipeline.

    :param domain: that of the filter “Current” when not given
    :returns: list of the columns, each with its cards under ``__records``
    """
    contracts = env["cowork.contract"]
    view = contracts.get_view(
        env.ref("cowork_members.view_cowork_contract_kanban").id, "kanban"
    )
    arch = etree.fromstring(view["arch"])
    names = {node.get("name") for node in arch.iter("field")}
    relational = ("many2one", "one2many", "many2many")
    specification = {
        name: {"fields": {"display_name": {}}}
        if contracts._fields[name].type in relational
        else {}
        for name in names
    }
    bar = arch.find(".//progressbar")
    columns = contracts.web_read_group(
        domain,
        ["stage_id"],
        ["monthly_value:sum"],
        auto_unfold=True,
        unfold_read_specification=specification,
        groupby_read_specification={"stage_id": {"display_name": {}, "fold": {}}},
    )["groups"]
    colors = {"planned": "", "today": "", "overdue": ""}
    contracts.read_progress_bar(
        domain, "stage_id", {"field": bar.get("field"), "colors": colors}
    )
    return columns
