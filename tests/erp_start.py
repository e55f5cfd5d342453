"""The ERP's command line as a file: with several processes, the first one starts that
of the websockets by calling its own file again, which ``python -m odoo`` cannot do."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
