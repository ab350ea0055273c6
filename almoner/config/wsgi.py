"""The web application, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from almoner.config.commands.configuration import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almoner.config.settings")
refuse_unsafe_start()
application = get_wsgi_application()
