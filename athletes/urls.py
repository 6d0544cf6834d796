from django.urls import include, path, register_converter

from athletes.converters import DateConverter
from athletes.views import check_ins, days, deliveries, offline, sessions
from athletes.views.today import today

app_name = "athletes"
register_converter(DateConverter, "date")

# check-in/<day>/
check_in_urls = [
    path("", check_ins.check_in, name="check-in"),
    path("delete/", check_ins.delete, name="check-in-delete"),
    path("deliver/", deliveries.deliver, name="check-in-deliver"),
]

# sessions/<session_id>/
session_urls = [
    path("", sessions.edit, name="session-edit"),
    path("delete/", sessions.delete, name="session-delete"),
]

urlpatterns = [
    path("today/", today, name="today"),
    path("check-in/<date:day>/", include(check_in_urls)),
    path("check-in/deliveries/", deliveries.status, name="deliveries"),
    path("check-in/offline/<str:language>/", offline.offline, name="offline"),
    path("sessions/add/", sessions.add, name="session-add"),
    path("sessions/<int:session_id>/", include(session_urls)),
    path("days/<date:day>/mark/", days.mark, name="day-mark"),
    path("log/", days.log, name="log"),
]
