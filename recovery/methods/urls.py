from django.urls import path

from recovery.methods import views

app_name = "methods"

urlpatterns = [
    path("methods/", views.index, name="index"),
    path("methods/<slug:slug>/", views.card, name="card"),
]
