"""The WSGI door of the face that KINLINE_FACE names."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinline.config.settings")
application = get_wsgi_application()
