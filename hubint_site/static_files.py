from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names also inside `import "./part.js"`, so that no page mixes two releases."""

    support_js_module_import_aggregation = True
