from django.urls import path

from almoner.people.web.views import account, home, line, members, organisations, recusals

urlpatterns = [
    path("", home.home, name="home"),
    path("account/", account.account, name="account"),
    path("account/second-factor/", account.second_factor, name="second-factor"),
    path("account/sessions/end/", account.end_sessions, name="end-sessions"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="end-session"),
    path("account/invitation/<str:token>/", account.invitation, name="invitation"),
    path("organisation/", members.people, name="people"),
    path("organisation/switch/", home.switch, name="switch"),
    path("organisation/people/invite/", members.invite, name="invite"),
    path("organisation/people/<uuid:person_id>/", members.person, name="person"),
    path("organisation/people/<uuid:person_id>/give-role/", members.give_role, name="give-role"),
    path(
        "organisation/people/<uuid:person_id>/second-factor/", members.forget_second_factor, name="forget-second-factor"
    ),
    path("organisation/people/<uuid:person_id>/close/", members.disable, name="disable"),
    path("organisation/roles/<uuid:membership_id>/end/", members.end_role, name="end-role"),
    path("organisation/roles/<uuid:membership_id>/change/", members.change_role, name="change-role"),
    path(
        "organisation/invitations/<uuid:invitation_id>/withdraw/",
        members.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("organisation/line/", line.line, name="line"),
    path("organisation/line/add/", line.open_post, name="open-post"),
    path("organisation/line/<uuid:post_id>/", line.post, name="post"),
    path("organisation/line/<uuid:post_id>/move/", line.move_post, name="move-post"),
    path("organisation/line/<uuid:post_id>/fill/", line.fill_post, name="fill-post"),
    path("organisation/line/<uuid:post_id>/cover/", line.cover_post, name="cover-post"),
    path("organisation/line/<uuid:post_id>/close/", line.close_post, name="close-post"),
    path("organisation/cover/<uuid:cover_id>/end/", line.end_cover, name="end-cover"),
    path("organisation/conflicts/", recusals.recusals, name="recusals"),
    path("organisation/conflicts/<uuid:recusal_id>/", recusals.recusal, name="recusal"),
    path("organisation/permissions/", organisations.permissions, name="permissions"),
    path("organisation/all/", organisations.organisations, name="organisations"),
    path("organisation/all/add/", organisations.add_organisation, name="add-organisation"),
]
