from django.urls import path

from recovery.everything import views

app_name = "everything"

urlpatterns = [
    path("everything-of-mine/", views.page, name="page"),
    path("everything-of-mine/json/", views.json_file, name="json"),
    path("everything-of-mine/csv/", views.zip_file, name="csv"),
]
