from django.urls import path

from recovery.assessments import views

app_name = "assessments"

urlpatterns = [
    path("my-recovery/", views.my_recovery, name="my-recovery"),
    path("my-recovery/tomorrow/", views.tomorrow, name="tomorrow"),
]
