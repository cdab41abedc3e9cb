"""Pages of members about themselves, of their focal points, and of the offices that serve them."""

from django.urls import path

from koinon.league.membership.views import focal_points, profiles, regions

urlpatterns = [
    path("members/<slug:slug>/ours/", profiles.our_membership, name="our_membership"),
    path("members/<slug:slug>/profile/", profiles.edit_profile, name="edit_profile"),
    path("members/<slug:slug>/profile/review/", profiles.review_profile, name="review_profile"),
    path("members/<slug:slug>/profile/publish/", profiles.publish_profile, name="publish_profile"),
    path("members/<slug:slug>/focal-points/new/", focal_points.name_focal_point, name="name_focal_point"),
    path("members/<slug:slug>/focal-points/<int:pk>/end/", focal_points.end_focal_point, name="end_focal_point"),
    path("members/<slug:slug>/call/", focal_points.call_member, name="call_member"),
    path("members/<slug:slug>/served-by/", regions.give_to_office, name="give_to_office"),
    path("focal-points/", focal_points.focal_points, name="focal_points"),
    path("focal-points/campaign/", focal_points.open_campaign, name="open_campaign"),
    path("focal-points/calls/", focal_points.call_list, name="call_list"),
    path("focal-points/confirm/<str:key>/", focal_points.confirm_focal_point, name="confirm_focal_point"),
    path("regional-offices/", regions.regional_offices, name="regional_offices"),
    path("regional-offices/new/", regions.open_regional_office, name="open_regional_office"),
    path("regional-offices/<int:pk>/", regions.regional_office, name="regional_office"),
    path("regional-offices/<int:pk>/close/", regions.close_regional_office, name="close_regional_office"),
]
