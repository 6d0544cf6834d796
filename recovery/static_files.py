"""Static files under names that say their content, also where our scripts import each other.

Without it a module would import its neighbour under the plain name, and a browser could run the
new one of two with the old one of the other. Django's own switch for it would rewrite every script
of every package, and stumbles over one.
"""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN_IMPORTS = (
    "js/*.js",
    ((r"""(?P<matched>from ["'](?P<url>\./[\w.]+)["'])""", 'from "%(url)s"'),),
)


class ModulesStorage(ManifestStaticFilesStorage):
    patterns = (*ManifestStaticFilesStorage.patterns, OWN_IMPORTS)


class CompressedModulesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    patterns = (*CompressedManifestStaticFilesStorage.patterns, OWN_IMPORTS)
