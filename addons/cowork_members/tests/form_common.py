"""What the tests of forms build on."""

from odoo.http import Request


class FileFormMixin:
    """Forms with files instead of texts; for ``HttpCase``."""

    def assertTakesNoFiles(self, path, **texts):
        """A file for one of the fields, and for all of them, is answered with a page.

        :param texts: what the form sends"""
        for names in (*((name,) for name in texts), tuple(texts)):
            data = {name: text for name, text in texts.items() if name not in names}
            data["csrf_token"] = Request.csrf_token(self)
            files = {name: ("a.txt", b"no text", "text/plain") for name in names}
            with self.assertNoLogs("odoo", "ERROR"):
                response = self.url_open(path, data=data, files=files)
            self.env.invalidate_all()
            self.assertLess(response.status_code, 500, (path, names))
