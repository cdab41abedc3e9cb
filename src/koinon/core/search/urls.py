from django.urls import path

from koinon.core.search import views

urlpatterns = [path("search/", views.search, name="search")]
