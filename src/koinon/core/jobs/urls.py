from django.urls import path

from koinon.core.jobs import views

urlpatterns = [
    path("admin/jobs/", views.jobs, name="jobs"),
    path("admin/jobs/<int:pk>/try-again/", views.try_again, name="job_try_again"),
    path("admin/jobs/<int:pk>/set-aside/", views.set_aside, name="job_set_aside"),
]
