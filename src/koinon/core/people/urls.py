from django.urls import path

from koinon.core.people.views import account, clients, provider, register

urlpatterns = [
    path("account/logout/", account.sign_out, name="sign_out"),
    path("account/profile/", account.profile, name="account_profile"),
    path("account/posts/", account.mandates, name="account_mandates"),
    path("account/uses/", account.uses, name="account_uses"),
    path("account/tokens/", account.own_tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", account.revoke_token, name="revoke_token"),
    path("account/forget-me/", account.forget_me, name="forget_me"),
    path("identity/o/authorize", provider.authorize),
    path("persons/", register.persons, name="persons"),
    path("persons/invite/", register.invite, name="invite"),
    path("persons/<int:pk>/", register.person, name="person"),
    path("persons/<int:pk>/posts/", register.grant, name="grant_mandate"),
    path("persons/<int:pk>/erase/", register.erase, name="erase_person"),
    path("persons/posts/<int:pk>/end/", register.end, name="end_mandate"),
    path("persons/systems/", clients.clients, name="clients"),
    path("persons/systems/<str:pk>/remove/", clients.remove, name="remove_client"),
]
