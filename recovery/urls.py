from django.urls import include, path

from recovery import views
from recovery.accounts.admin import accounts_site

urlpatterns = [
    path("", views.home, name="home"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("account/", include("recovery.accounts.urls")),
    # The club knows its people's addresses: nobody adds or removes one of their own.
    path("account/email/", views.closed, name="account_email"),
    path("account/", include("allauth.urls")),
    path("admin/", accounts_site.urls),
    path("devices/", include("recovery.outbox.urls")),
    path("", include("athletes.urls")),
    path("", include("recovery.assessments.urls")),
    path("", include("recovery.methods.urls")),
    path("", include("coaching.urls")),
    path("", include("recovery.everything.urls")),
]

handler400 = "recovery.views.bad_request"
handler500 = "recovery.views.server_error"
