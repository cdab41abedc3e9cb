from django.urls import path

from koinon.core.web.live import stream

urlpatterns = [path("live/", stream, name="live")]
