from django.urls import path

from koinon.core.files import views

urlpatterns = [path("files/<uuid:pk>/", views.file, name="file")]
