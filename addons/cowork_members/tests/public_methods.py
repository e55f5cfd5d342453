"""Which methods anybody may call over RPC: each addon lists its own."""


class PublicMethodsMixin:
    """Set ``addon``, and ``public_methods`` as dict of model to names of methods."""

    allow_inherited_tests_method = True
    addon = None
    public_methods = {}

    def test_the_public_methods_are_those_listed(self):
        found = {}
        for name, model in self.env.registry.items():
            if methods := self._added_methods(model):
                found[name] = methods
        self.assertEqual(found, self.public_methods)

    def _added_methods(self, model):
        """:returns: public methods that only classes of the addon define"""
        classes = [cls for cls in model.mro() if not getattr(cls, "pool", None)]
        ours = [cls for cls in classes if getattr(cls, "_module", "") == self.addon]
        if all(cls._abstract for cls in ours) and not model._abstract:
            # A model of another addon: a mixin has a row of its own.
            return set()
        theirs = {name for cls in classes if cls not in ours for name in vars(cls)}
        return {
            name
            for cls in ours
            for name, value in vars(cls).items()
            if callable(value)
            and hasattr(value, "__code__")
            and not name.startswith("_")
            and name not in theirs
        }

    def test_every_public_method_is_documented(self):
        for model, names in self.public_methods.items():
            for name in names:
                doc = getattr(type(self.env[model]), name).__doc__ or ""
                self.assertIn(":returns:", doc, f"{model}.{name}")
