from odoo.tests import BaseCase, tagged

from ..engine.form_values import read_number

NO_NUMBERS = (
    *(None, "", "1000000000", "9" * 5000, "-1", "1.5", "1e3", "1_0", " 7", "NaN"),
    *("٣", "３", "²", "\x00", b"7", 7.0, object(), ["7"]),
)


@tagged("post_install", "-at_install")
class TestFormValues(BaseCase):
    def test_plain_digits_are_a_number(self):
        for text, number in (("0", 0), ("7", 7), ("007", 7), ("9" * 9, 999_999_999)):
            self.assertEqual(read_number(text), number)

    def test_anything_else_is_none(self):
        for sent in NO_NUMBERS:
            self.assertIsNone(read_number(sent), repr(sent))
