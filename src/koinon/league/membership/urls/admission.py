"""Pages of applying, deciding and leaving."""

from django.urls import path

from koinon.league.membership.views import applications, applying, decisions, departures

urlpatterns = [
    path("apply/", applying.start, name="apply"),
    path("apply/resume/", applying.resume, name="apply_resume"),
    path("apply/link/<str:signed>/", applying.link, name="apply_link"),
    path("apply/<str:key>/", applying.status, name="apply_status"),
    path("apply/<str:key>/confirm/", applying.confirm, name="apply_confirm"),
    path("apply/<str:key>/check/", applying.check, name="apply_check"),
    path("apply/<str:key>/form.pdf", applying.form_pdf, name="apply_form"),
    path("apply/<str:key>/withdraw/", applying.withdraw, name="apply_withdraw"),
    path("apply/<str:key>/<slug:step>/", applying.step, name="apply_step"),
    path("applications/", applications.listing, name="applications"),
    path("applications/<slug:number>/", applications.detail, name="application"),
    path("applications/<slug:number>/return/", applications.return_, name="application_return"),
    path("applications/<slug:number>/open-vote/", applications.open_vote, name="application_open_vote"),
    path("decisions/", decisions.listing, name="decisions"),
    path("decisions/<int:pk>/", decisions.detail, name="decision"),
    path("decisions/<int:pk>/vote/", decisions.vote, name="decision_vote"),
    path("decisions/<int:pk>/decline/", decisions.decline, name="decision_decline"),
    path("decisions/<int:pk>/close/", decisions.close, name="decision_close"),
    path("departures/", departures.listing, name="departures"),
    path("departures/<int:pk>/", departures.detail, name="departure"),
    path("departures/<int:pk>/confirm/", departures.accept, name="departure_accept"),
    path("departures/<int:pk>/open-vote/", departures.open_vote, name="departure_open_vote"),
    path("departures/<int:pk>/take-back/", departures.take_back, name="departure_take_back"),
    path("members/<slug:slug>/withdraw/", departures.withdraw, name="member_withdraw"),
    path("members/<slug:slug>/terminate/", departures.terminate, name="member_terminate"),
]
