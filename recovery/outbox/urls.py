from django.urls import path

from recovery.outbox import views

app_name = "outbox"

urlpatterns = [
    path("key/", views.key, name="key"),
    path("add/", views.add, name="device-add"),
    path("forget/", views.forget, name="device-forget"),
]
