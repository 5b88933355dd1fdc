"""The WSGI application that the server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.site.settings")
application = get_wsgi_application()

from linghang.site import warming  # noqa: E402 - needs the settings and the apps

warming.start()
