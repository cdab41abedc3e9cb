from django.urls import path

from koinon.core.notify import views

urlpatterns = [
    path("messages/", views.messages, name="messages"),
    path("messages/read/", views.mark_all_read, name="mark_all_read"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/daily-mail/start/", views.start_daily_mail, name="start_daily_mail"),
    path("messages/daily-mail/stop/<str:token>/", views.stop_daily_mail, name="stop_daily_mail"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:pk>/", views.outbox_mail, name="outbox_mail"),
    path("admin/messages/", views.failed_messages, name="failed_messages"),
    path("admin/messages/<int:pk>/send-again/", views.send_again, name="send_again"),
]
