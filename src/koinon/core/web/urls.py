from django.urls import path

from koinon.core.web import docs, views

urlpatterns = [
    path("", views.home, name="home"),
    path("stations/<slug:key>/", views.station, name="station"),
    path("desk/", views.desk, name="desk"),
    path("language/", views.choose_language, name="choose_language"),
    path("theme/", views.choose_theme, name="choose_theme"),
    path("views/keep/", views.keep_view, name="keep_view"),
    path("views/<int:pk>/drop/", views.drop_view, name="drop_view"),
    path("api/docs", docs.reference, name="api_docs"),
]
