from django.urls import path

from recovery.outbox import views

app_name = "outbox"

urlpatterns = [
    path("key/", views.key, name="key"),
    path("add/", views.add, name="device-add"),
    path("renew/", views.renew, name="device-renew"),
    path("forget/", views.forget, name="device-forget"),
]
