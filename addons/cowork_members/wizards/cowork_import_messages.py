"""Every sentence of the import's report: what is wrong, and what is expected."""

# Constants have no environment: they are translated when a report is written.
# pylint: disable=prefer-env-translation

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: code: (what is wrong, what is expected). Parameters are filled in afterwards, so a
#: sentence must name only those its code comes with.
MESSAGES = {
    "locations": (_lt("Locations"), None),
    "spaces": (_lt("Spaces"), None),
    "plans": (_lt("Plans"), None),
    "members": (_lt("Members"), None),
    "contracts": (_lt("Contracts"), None),
    # The file ------------------------------------------------------------------------
    "file_missing": (
        _lt("There is no file."),
        _lt("Choose the workbook to import."),
    ),
    "file_empty": (
        _lt("The file is empty."),
        _lt("An Excel workbook (.xlsx or .xls)."),
    ),
    "file_too_large": (
        _lt("The file has %(size)s MB; at most %(limit)s MB are read."),
        _lt("Remove pictures and sheets that are not needed, or split the file."),
    ),
    "file_password": (
        _lt("The workbook is protected by a password and cannot be read."),
        _lt("Open it in Excel, remove the password and save it again."),
    ),
    "file_is_web_page": (
        _lt("This is a web page or XML text with the name of a workbook."),
        _lt("Open it in Excel and save it as “Excel Workbook (.xlsx)”."),
    ),
    "file_is_text_table": (
        _lt("This is a text table (CSV), not an Excel workbook."),
        _lt("Open it in Excel and save it as “Excel Workbook (.xlsx)”."),
    ),
    "file_is_pdf": (
        _lt("This is a PDF, not an Excel workbook."),
        _lt("An Excel workbook (.xlsx or .xls)."),
    ),
    "file_is_xlsb": (
        _lt("This is a binary workbook (.xlsb), which cannot be read."),
        _lt("Open it in Excel and save it as “Excel Workbook (.xlsx)”."),
    ),
    "file_is_ods": (
        _lt("This is an OpenDocument spreadsheet, which cannot be read."),
        _lt("Save it as “Excel Workbook (.xlsx)”."),
    ),
    "file_not_workbook": (
        _lt("This is not an Excel workbook."),
        _lt("An Excel workbook (.xlsx or .xls)."),
    ),
    "file_damaged": (
        _lt("The workbook is damaged or incomplete and cannot be read."),
        _lt("Open it in Excel, save it again and upload the new file."),
    ),
    "file_bomb": (
        _lt(
            "The file is built to unfold into far more than a workbook holds;"
            " it was not opened."
        ),
        _lt("Copy the tables into a new workbook."),
    ),
    "too_many_sheets": (
        _lt("The workbook has more than %(limit)s sheets."),
        _lt("Remove the sheets that are not to be imported."),
    ),
    "too_many_rows": (
        _lt("A sheet reaches beyond row %(limit)s."),
        _lt("Delete the rows below the table, or split the file."),
    ),
    "too_many_cells": (
        _lt("The workbook has more than %(limit)s cells."),
        _lt("Remove what is not to be imported, or split the file."),
    ),
    # Sheets and columns --------------------------------------------------------------
    "no_known_sheet": (
        _lt("None of the sheets could be recognised by its name."),
        _lt("Sheets called Locations, Spaces, Plans, Members or Contracts."),
    ),
    "sheet_ignored": (_lt("This sheet is not imported."), None),
    "sheet_empty": (_lt("This sheet is empty."), None),
    "sheet_twice": (
        _lt("This sheet and “%(other)s” could both be meant."),
        _lt("Rename or remove one of them."),
    ),
    "no_header": (
        _lt("No row with column headings was found in the first rows."),
        _lt("A row with at least: %(columns)s"),
    ),
    "column_missing": (
        _lt("The column “%(column)s” is missing."),
        _lt("Add the column; every row needs a value in it."),
    ),
    "column_twice": (
        _lt("This column and “%(other)s” mean the same."),
        _lt("Rename or remove one of them."),
    ),
    "column_ignored": (_lt("This column is not imported."), None),
    "columns_cut": (_lt("Only the first 200 columns were looked at."), None),
    # Cells ---------------------------------------------------------------------------
    "value_missing": (_lt("The cell is empty."), _lt("A value in every row.")),
    "cell_error": (
        _lt("The cell holds an Excel error."),
        _lt("Correct the formula, or type the value."),
    ),
    "cell_not_calculated": (
        _lt("The cell holds a formula that was never calculated."),
        _lt("Open the file in Excel and save it, or type the value."),
    ),
    "cell_not_a_date": (
        _lt("The cell is formatted as a date but holds no day that exists."),
        _lt("A date such as 2026-03-31."),
    ),
    "not_a_code": (_lt("This is not a code."), _lt("Letters and digits.")),
    "code_too_long": (
        _lt("This code is too long."),
        _lt("At most %(limit)s characters."),
    ),
    "code_number_too_long": (
        _lt("Excel has rounded this long number."),
        _lt("Format the column as text and type the code again."),
    ),
    "code_is_date": (
        _lt("Excel has turned this code into a date."),
        _lt("Format the column as text and type the code again."),
    ),
    "not_a_number": (_lt("This is not a number."), _lt("A number such as 1200.50.")),
    "number_ambiguous": (
        _lt("This could be %(one)s or %(other)s."),
        _lt("A number such as 1200.50, without a separator of thousands."),
    ),
    "number_too_large": (
        _lt("This number is too large."),
        _lt("A number below 1,000,000,000,000."),
    ),
    "number_negative": (
        _lt("This number is negative."),
        _lt("Zero or a positive number."),
    ),
    "number_out_of_range": (
        _lt("This number is out of range."),
        _lt("A number from %(low)s to %(high)s."),
    ),
    "not_whole": (_lt("This is not a whole number."), _lt("A number such as 2.")),
    "quantity_not_positive": (
        _lt("A contract is for at least one."),
        _lt("A whole number from 1."),
    ),
    "percent_out_of_range": (
        _lt("This discount is out of range."),
        _lt("A number from 0 to 100."),
    ),
    "discount_fraction": (
        _lt("This is read as less than one per cent."),
        _lt("For a tenth, write 10 or 10%."),
    ),
    "not_a_date": (_lt("This is not a date."), _lt("A date such as 2026-03-31.")),
    "no_such_day": (
        _lt("There is no such day in the calendar."),
        _lt("A date such as 2026-03-31."),
    ),
    "date_ambiguous": (
        _lt("This could be %(one)s or %(other)s."),
        _lt("Year first, such as %(one)s, or the month in letters."),
    ),
    "date_short_year": (
        _lt("The year has two digits."),
        _lt("A year of four digits, such as 2026-03-31."),
    ),
    "date_out_of_range": (
        _lt("This date is out of range."),
        _lt("A date from %(first)s to %(last)s."),
    ),
    "not_a_time": (
        _lt("This is not a time of the day."),
        _lt("A time such as 08:30, or 8.5 hours."),
    ),
    "not_an_email": (
        _lt("This is not an e-mail address."),
        _lt("One address such as name@example.com."),
    ),
    "unknown_kind": (
        _lt("This kind of space is not known."),
        _lt(
            "Floor, zone, open desk, fixed desk, office, meeting room, virtual or"
            " another kind under Configuration ▸ Space Kinds."
        ),
    ),
    "unknown_period": (
        _lt("This billing period is not known."),
        _lt("Day, week, month, quarter, half year or year."),
    ),
    "unknown_bill_in": (
        _lt("It is not known when this is billed."),
        _lt("Advance or arrears."),
    ),
    "unknown_zone": (
        _lt("There is no such time zone."),
        _lt("A name such as Asia/Shanghai or Europe/Lisbon."),
    ),
    # Records against each other ------------------------------------------------------
    "duplicate": (
        _lt("This code is already used in row %(first)s."),
        _lt("A code of its own in every row."),
    ),
    "closes_before_opens": (
        _lt("It closes before it opens."),
        _lt("A closing time after the opening time."),
    ),
    "hours_incomplete": (
        _lt("Only one of opening and closing time is given; neither is imported."),
        _lt("Both times."),
    ),
    "unknown_location": (
        _lt("There is no location with this code."),
        _lt("The code of a row of the sheet Locations, or of a location here."),
    ),
    "unknown_parent": (
        _lt("There is no space with this code in the location."),
        _lt("The code of another space, or nothing."),
    ),
    "parent_elsewhere": (
        _lt("The space it is part of is in another location (%(location)s)."),
        _lt("A space of the same location."),
    ),
    "parent_cycle": (
        _lt("Spaces are part of each other: %(cycle)s."),
        _lt("A space that is not inside this one."),
    ),
    "area_exceeded": (
        _lt("The spaces inside have more area: %(inside)s m²."),
        _lt("At least the area of what is inside."),
    ),
    "member_without_name": (
        _lt("The member has neither a company nor a contact."),
        _lt("A company, a contact or both."),
    ),
    "member_ambiguous": (
        _lt("Several contacts here have this code as their reference."),
        _lt("Give the reference to one of them only."),
    ),
    "email_twice": (
        _lt("Row %(first)s has the same e-mail address."),
        _lt("Is it the same person?"),
    ),
    "language_missing": (
        _lt(
            "The language %(language)s is not installed; %(count)s members are"
            " imported without it."
        ),
        _lt("Install the language first and import the file again."),
    ),
    "unknown_member": (
        _lt("There is no member with this code."),
        _lt("The code of a row of the sheet Members, or of a member here."),
    ),
    "unknown_plan": (
        _lt("There is no plan with this code."),
        _lt("The code of a row of the sheet Plans, or of a plan here."),
    ),
    "unknown_space": (
        _lt("There is no space with this code in the contract's location."),
        _lt("The code of a row of the sheet Spaces, or of a space here."),
    ),
    "space_elsewhere": (
        _lt("This space is in another location: %(location)s."),
        _lt("A space of the contract's location."),
    ),
    "space_not_lettable": (
        _lt("This space is only part of the building's structure."),
        _lt("A desk, an office or another space that can be let."),
    ),
    "space_missing": (
        _lt("The plan is for a space of one's own, but no space is given."),
        _lt("The code of the space; without it, nothing is held for the member."),
    ),
    "space_kind_differs": (
        _lt("The plan is for another kind of space."),
        _lt("A space of the plan's kind."),
    ),
    "quantity_on_one_space": (
        _lt("The space is held once, but billed as often as the quantity says."),
        _lt("1, or a row for every space."),
    ),
    "end_before_start": (
        _lt("The contract ends before it starts on %(start)s."),
        _lt("The last day, on or after the first."),
    ),
    "billed_after_end": (
        _lt("It is billed for days after its end."),
        _lt("A day up to the end."),
    ),
    "double_let": (
        _lt(
            "The space is let to %(contract)s on some of these days"
            " (%(start)s – %(end)s)."
        ),
        _lt("Another space, or other days."),
    ),
    "double_let_past": (
        _lt(
            "On some days of the past the space was let to %(contract)s too"
            " (%(start)s – %(end)s)."
        ),
        _lt("Only one of the contracts on any day."),
    ),
    # What will happen ----------------------------------------------------------------
    "plan_anchors": (
        _lt(
            "New plans by the day, week, month or quarter are billed by calendar"
            " periods, yearly ones from the contract's first day; part periods by day."
            " Change it on the plan before the contracts are imported."
        ),
        None,
    ),
    "opening_days": (
        _lt("New opening hours are taken for Monday to Friday."),
        None,
    ),
    "prices_from_plans": (
        _lt("There is no column “Price”: contracts get the price of their plan."),
        None,
    ),
    "billed_before_cutover": (
        _lt("%(count)s new contracts count as billed through %(day)s."),
        None,
    ),
    "amended_here": (
        _lt(
            "The contract was amended here: its plan, space, price and dates stay as"
            " they are."
        ),
        None,
    ),
    "ended_here": (
        _lt("Notice was given or the contract was ended here: the end stays as it is."),
        None,
    ),
    "state_kept": (
        _lt("The contract is %(state)s here and stays so; nothing of it is changed."),
        None,
    ),
    "member_taken_over": (
        _lt("The contact “%(name)s” has this code as its reference and is updated."),
        None,
    ),
    "report_cut": (
        _lt("%(count)s more lines are not shown."),
        None,
    ),
}


def put_into_words(env, code, params):
    """:returns: ``(message, expected)`` in the user's language"""
    translate = env._
    texts = ["" if text is None else translate(text) for text in MESSAGES[code]]
    return tuple(text % params if params else text for text in texts)
