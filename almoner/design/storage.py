"""How built files are served: each under a name made from its content, so that a browser may keep it for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Scripts import one another by address, so these are rewritten to the hashed names too."""

    support_js_module_import_aggregation = True
