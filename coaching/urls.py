from django.urls import include, path

from coaching.views import home, people, questions, sharing, teams

app_name = "coaching"

# team/<team_id>/
team_urls = [
    path("", teams.queue, name="queue"),
    path("questions/", questions.questions, name="questions"),
    path("questions/choose/", questions.choose, name="questions-choose"),
    path("athletes/<uuid:athlete_id>/", teams.athlete, name="athlete"),
    path("athletes/<uuid:athlete_id>/act/", teams.act_on_warning, name="act"),
]

# people/
people_urls = [
    path("", people.people, name="people"),
    path("add/", people.add, name="person-add"),
    path("teams/add/", people.add_team, name="team-add"),
    path("<int:user_id>/invitation/", people.invite, name="person-invite"),
    path("<int:user_id>/active/", people.set_active, name="person-active"),
]

urlpatterns = [
    path("team/", home.home, name="home"),
    path("team/<uuid:team_id>/", include(team_urls)),
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/<uuid:team_id>/", sharing.switch, name="sharing-switch"),
    path("people/", include(people_urls)),
    path("welcome/", home.nowhere, name="nowhere"),
]
