from django.urls import URLPattern, URLResolver, include, path

from coaching.views import (
    budgets,
    contact,
    digests,
    groups,
    home,
    intended,
    moves,
    notes,
    people,
    performance,
    phases,
    plans,
    questions,
    record,
    reports,
    roles,
    sharing,
    squad,
    teams,
    what_if,
)

app_name = "coaching"

# team/<team_id>/plan/
plan_urls = [
    path("", plans.week, name="plan"),
    path("add/", plans.add, name="plan-add"),
    path("<int:planned_id>/", plans.edit, name="plan-edit"),
    path("<int:planned_id>/delete/", plans.delete, name="plan-delete"),
    path("<int:planned_id>/move/", moves.move, name="plan-move"),
    path("fill/", plans.fill, name="plan-fill"),
    path("templates/", plans.keep_as_template, name="template-keep"),
    path("templates/<int:template_id>/delete/", plans.forget_template, name="template-delete"),
    path("phases/", phases.add, name="phase-add"),
    path("phases/<int:phase_id>/delete/", phases.delete, name="phase-delete"),
    path("overload/", plans.overload, name="overload"),
    path("overload/<int:block_id>/end/", plans.overload_end, name="overload-end"),
    path("athletes/<uuid:athlete_id>/", plans.athlete, name="athlete-plan"),
    path("athletes/<uuid:athlete_id>/what-if/", what_if.what_if, name="what-if"),
]

# team/<team_id>/tests/
test_urls = [
    path("", performance.tests, name="tests"),
    path("add/", performance.add, name="test-add"),
    path("<int:test_id>/", performance.squad, name="squad-test"),
    path("<int:test_id>/retire/", performance.retire, name="test-retire"),
]

# team/<team_id>/
team_urls: list[URLPattern | URLResolver] = [
    path("", teams.queue, name="queue"),
    path("squad/", squad.squad, name="squad"),
    path("groups/", groups.groups, name="groups"),
    path("budget/", budgets.budget, name="budget"),
    path("questions/", questions.questions, name="questions"),
    path("questions/choose/", questions.choose, name="questions-choose"),
    path("athletes/<uuid:athlete_id>/", teams.athlete, name="athlete"),
    path("contact/<int:wish_id>/settle/", contact.settled, name="contact-settle"),
    path("athletes/<uuid:athlete_id>/act/", teams.act_on_warning, name="act"),
    path("athletes/<uuid:athlete_id>/act/<int:action_id>/undo/", teams.undo_action, name="undo"),
    path("athletes/<uuid:athlete_id>/notes/", notes.notes, name="notes"),
    path(
        "athletes/<uuid:athlete_id>/notes/<int:note_id>/remove/", notes.remove, name="note-remove"
    ),
    path(
        "athletes/<uuid:athlete_id>/messages/<int:message_id>/take-back/",
        notes.take_message_back,
        name="message-take-back",
    ),
    path("plan/", include(plan_urls)),
    path("tests/", include(test_urls)),
    path("intended/", intended.intended, name="intended"),
    path("record/", record.record, name="record"),
    path("reports/", reports.week, name="report-week"),
    path("reports/csv/", reports.week_csv, name="report-week-csv"),
    path("athletes/<uuid:athlete_id>/month/", reports.month, name="report-month"),
    path("athletes/<uuid:athlete_id>/month/csv/", reports.month_csv, name="report-month-csv"),
]

# people/
people_urls = [
    path("", people.people, name="people"),
    path("add/", people.add, name="person-add"),
    path("teams/add/", people.add_team, name="team-add"),
    path("<int:user_id>/invitation/", people.invite, name="person-invite"),
    path("<int:user_id>/roles/", roles.roles, name="person-roles"),
    path("<int:user_id>/active/", people.set_active, name="person-active"),
]

urlpatterns = [
    path("team/", home.home, name="home"),
    path("team/<uuid:team_id>/", include(team_urls)),
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/<uuid:team_id>/", sharing.switch, name="sharing-switch"),
    path("contact/<uuid:team_id>/ask/", contact.asked, name="contact-ask"),
    path("contact/<int:wish_id>/take-back/", contact.taken_back, name="contact-take-back"),
    path("messages/", notes.to_me, name="messages"),
    path("messages/<int:message_id>/read/", notes.read, name="message-read"),
    path("digest/", digests.digest, name="digest"),
    path("digest/off/<str:token>/", digests.off, name="digest-off"),
    path("people/", include(people_urls)),
    path("welcome/", home.nowhere, name="nowhere"),
]
