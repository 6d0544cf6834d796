import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")
# Read by libpq. Somebody waits for a page, so that one gives up and says so; a worker or a
# command, in the same image and environment, may take longer.
os.environ.setdefault("PGOPTIONS", "-c lock_timeout=2s -c statement_timeout=5s")

application = get_wsgi_application()
