from django.urls import path

from koinon.core.clock import views

urlpatterns = [
    path("admin/calendar/", views.working_calendar, name="working_calendar"),
    path("admin/calendar/hours/", views.working_hours, name="working_hours"),
    path("admin/calendar/<int:pk>/remove/", views.remove_holiday, name="remove_holiday"),
]
