from django.urls import path

from koinon.league.partners import views

urlpatterns = [
    path("", views.partners, name="partners"),
    path("new/", views.register_memorandum, name="register_memorandum"),
    path("<int:pk>/", views.memorandum, name="memorandum"),
    path("<int:pk>/correct/", views.amend_memorandum, name="amend_memorandum"),
    path("<int:pk>/renew/", views.renew_memorandum, name="renew_memorandum"),
    path("<int:pk>/end/", views.end_memorandum, name="end_memorandum"),
    path("<int:pk>/activities/new/", views.add_activity, name="add_activity"),
]
