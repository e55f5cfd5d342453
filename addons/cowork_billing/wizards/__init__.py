from . import cowork_billing_preview
