"""Pages of the directory."""

from django.urls import path

from koinon.league.membership.views import directory

urlpatterns = [
    path("members/", directory.members, name="members"),
    path("members/<slug:slug>/", directory.member, name="member"),
    path("offices/", directory.offices, name="offices"),
]
