from django.urls import include, path, register_converter

from athletes.converters import DateConverter
from athletes.views import (
    check_ins,
    days,
    deliveries,
    health_problems,
    imports,
    offline,
    performance,
    plans,
    reminders,
    sessions,
    shoes,
)
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

# plan/
plan_urls = [
    path("", plans.week, name="plan"),
    path("add/", plans.add, name="plan-add"),
    path("<int:planned_id>/", plans.edit, name="plan-edit"),
    path("<int:planned_id>/delete/", plans.delete, name="plan-delete"),
    path("<int:planned_id>/move/", plans.move_to, name="plan-move"),
    path("days/<date:day>/swap/", plans.swap, name="plan-swap"),
    path("days/<date:day>/away/", plans.away, name="plan-away"),
]

# health/
health_urls = [
    path("", health_problems.health, name="health"),
    path("none/", health_problems.none, name="health-none"),
    path("add/", health_problems.add, name="problem-add"),
    path("<int:problem_id>/", health_problems.report, name="problem-report"),
    path("<int:problem_id>/edit/", health_problems.edit, name="problem-edit"),
    path("<int:problem_id>/end/", health_problems.end, name="problem-end"),
    path("<int:problem_id>/delete/", health_problems.delete, name="problem-delete"),
]

# import/
import_urls = [
    path("", imports.page, name="import"),
    path("files/", imports.upload, name="import-upload"),
    path("files/<int:file_id>/columns/", imports.columns, name="import-columns"),
    path("files/<int:file_id>/original/", imports.original, name="import-original"),
    path("files/<int:file_id>/delete/", imports.delete, name="import-delete"),
    path("recordings/<int:recording_id>/", imports.match, name="import-match"),
]

# reminders/
reminder_urls = [
    path("", reminders.reminders, name="reminders"),
    path("off/<str:token>/", reminders.off, name="reminders-off"),
]

# shoes/
shoe_urls = [
    path("", shoes.shoes, name="shoes"),
    path("add/", shoes.add, name="shoe-add"),
    path("<int:shoe_id>/", shoes.edit, name="shoe-edit"),
    path("<int:shoe_id>/do/", shoes.act, name="shoe-act"),
    path("<int:shoe_id>/delete/", shoes.delete, name="shoe-delete"),
]

# tests/
test_urls = [
    path("", performance.tests, name="tests"),
    path("add/", performance.add, name="test-add"),
    path("<int:test_id>/", performance.test, name="test"),
    path("<int:test_id>/end/", performance.end, name="test-end"),
    path("<int:test_id>/resume/", performance.resume, name="test-resume"),
    path("<int:test_id>/add/", performance.measure, name="result-add"),
    path("results/<int:result_id>/", performance.edit, name="result-edit"),
    path("results/<int:result_id>/delete/", performance.delete, name="result-delete"),
]

urlpatterns = [
    path("today/", today, name="today"),
    path("check-in/<date:day>/", include(check_in_urls)),
    path("check-in/deliveries/", deliveries.status, name="deliveries"),
    path("check-in/offline/<str:language>/", offline.offline, name="offline"),
    path("sessions/add/", sessions.add, name="session-add"),
    path("sessions/<int:session_id>/", include(session_urls)),
    path("days/<date:day>/mark/", days.mark, name="day-mark"),
    path("plan/", include(plan_urls)),
    path("log/", days.log, name="log"),
    path("shoes/", include(shoe_urls)),
    path("health/", include(health_urls)),
    path("import/", include(import_urls)),
    path("tests/", include(test_urls)),
    path("reminders/", include(reminder_urls)),
]
