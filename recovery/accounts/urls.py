from django.urls import path

from recovery.accounts import views

app_name = "accounts"

urlpatterns = [
    path("language/", views.set_language, name="language"),
]
