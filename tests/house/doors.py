"""Every door of the house: one line a page, a form, a button or an operation of the API, and whom it lets in.

You made a page? Add its line where its module stands; `test_doors.py` fails until it is there:

    page("member_history", EVERYONE, slug="our_member")      shows something (GET)
    form("member_note", SECRETARIAT, slug="our_member")      shows a form and takes it (GET, and POST of an empty one)
    deed("member_note_drop", SECRETARIAT, slug="our_member") a button (POST)
    api("GET /members/{slug}/history", EVERYONE, slug="our_member")

The first word is the name in `urls.py` (the path, where it has none). Then those who get in: everyone
else is asked to sign in, refused, or told that there is no such page. The arguments name a thing of
`world.py`; a form or button that needs more than an empty POST takes it as `data`. `NOBODY` stands at
doors that open only in the middle of something, such as a sign-in at another provider.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.house.world import ROLES

Roles = frozenset[str]


@dataclass(frozen=True)
class Door:
    """A name and a method, who gets in, and what the address and the form need."""

    name: str
    method: str
    opens_to: Roles
    things: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    is_api: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def page(name: str, opens_to: Roles, /, **things: str) -> list[Door]:
    return [Door(name, "GET", opens_to, things)]


def deed(name: str, opens_to: Roles, /, data: dict[str, Any] | None = None, **things: str) -> list[Door]:
    return [Door(name, "POST", opens_to, things, data or {})]


def form(name: str, opens_to: Roles, /, data: dict[str, Any] | None = None, **things: str) -> list[Door]:
    return [*page(name, opens_to, **things), *deed(name, opens_to, data, **things)]


def api(operation: str, opens_to: Roles, /, data: dict[str, Any] | None = None, **things: str) -> list[Door]:
    method, path = operation.split(" ")
    return [Door(path, method, opens_to, things, data or {}, is_api=True)]


EVERYONE = frozenset(ROLES)
NOBODY: Roles = frozenset()
SIGNED_IN = EVERYONE - {"anonymous"}
PERSON = frozenset({"person"})
APPLICANT = frozenset({"applicant"})
OUR_MEMBER = frozenset({"focal_point", "head"})
MEMBERS = OUR_MEMBER | {"other_member"}
OUR_OFFICE = frozenset({"regional_office"})
OFFICES = OUR_OFFICE | {"other_office"}
EXCOM = frozenset({"excom"})
SECRETARIAT = frozenset({"secretariat"})
ADMINISTRATOR = frozenset({"administrator"})
STAFF = SECRETARIAT | ADMINISTRATOR
COMMITTEE = STAFF | EXCOM

WEB = [
    *page("home", EVERYONE),
    *page("station", EVERYONE, key="meet"),
    *page("desk", SIGNED_IN),
    *deed("choose_language", EVERYONE, {"language": "ar"}),
    *deed("choose_theme", EVERYONE, {"theme": "dark"}),
    *deed("keep_view", SIGNED_IN, {"listing": "membership.members", "name": "Mine"}),
    *deed("drop_view", PERSON, pk="kept_view"),
    *page("search", EVERYONE),
    *page("api_docs", EVERYONE),
    *page("api:openapi-json", EVERYONE),
    *page("api:api-root", NOBODY),
]

PEOPLE = [
    *form("account_profile", SIGNED_IN),
    *page("account_mandates", SIGNED_IN),
    *page("account_uses", SIGNED_IN),
    *form("tokens", SIGNED_IN),
    *deed("revoke_token", PERSON, pk="own_token"),
    *form("forget_me", SIGNED_IN),
    *page("persons", STAFF),
    *form("invite", STAFF),
    *page("person", STAFF, pk="some_person"),
    *form("grant_mandate", STAFF, pk="some_person"),
    *form("erase_person", ADMINISTRATOR, pk="some_person"),
    *form("end_mandate", STAFF, pk="some_mandate"),
    *form("clients", ADMINISTRATOR),
    *deed("remove_client", ADMINISTRATOR, pk="client"),
]

RECORD = [
    *page("record", EVERYONE),
    *page("record_check", EVERYONE),
    *page("record_tool", EVERYONE),
    *page("record_entry", EVERYONE, index="first"),
    *page("record_receipt", EVERYONE, index="first"),
    *page("record_log_proof", EVERYONE, index="first"),
    *page("record_checkpoint", EVERYONE),
    *page("record_key", EVERYONE),
    *page("record_entries", EVERYONE, numbered="tile"),
    *page("record_tile", EVERYONE, level="first", numbered="tile"),
    *deed("record_add_checkpoint", NOBODY),
    *page("record_witness_key", EVERYONE),
    *api("GET /record/checkpoint", EVERYONE),
    *api("GET /record/entries", EVERYONE),
    *api("GET /record/entries/{index}", EVERYONE, index="first"),
    *api("GET /record/entries/{index}/proof", EVERYONE, index="first"),
    *api("GET /record/consistency", EVERYONE, {"old": 1}),
    *api("GET /record/tiles/{level}/{number}", EVERYONE, level="first", number="first"),
]

NOTIFY = [
    *page("messages", SIGNED_IN),
    *page("message", SECRETARIAT, pk="own_message"),
    *deed("mark_all_read", SIGNED_IN),
    *deed("start_daily_mail", SIGNED_IN),
    *form("stop_daily_mail", EVERYONE, token="quiet_token"),
    *page("outbox", EVERYONE),
    *page("outbox_mail", EVERYONE, pk="outbox_mail"),
    *page("failed_messages", ADMINISTRATOR),
    *deed("send_again", ADMINISTRATOR, pk="failed_message"),
]

MACHINERY = [
    *page("jobs", ADMINISTRATOR),
    *deed("job_try_again", ADMINISTRATOR, pk="dead_letter"),
    *deed("job_set_aside", ADMINISTRATOR, pk="dead_letter"),
    *page("file", COMMITTEE | APPLICANT, pk="signed_form"),
    *form("working_calendar", STAFF),
    *form("working_hours", STAFF),
    *deed("remove_holiday", STAFF, pk="holiday"),
    *api("GET /search", EVERYONE, {"q": "Bandung"}),
    *api("GET /countries", EVERYONE),
    *api("GET /countries/{code}/incomes", EVERYONE, code="korea"),
]

BILLING = [
    *page("billing_invoices", STAFF | MEMBERS),
    *form("billing_new_invoice", SECRETARIAT),
    *page("billing_invoice", STAFF | OUR_MEMBER, pk="invoice"),
    *page("billing_invoice_pdf", STAFF | OUR_MEMBER, pk="invoice"),
    *form("billing_pay_invoice", SECRETARIAT, pk="invoice"),
    *deed("billing_apply_credit", SECRETARIAT, pk="invoice"),
    *deed("billing_remind", SECRETARIAT, pk="invoice"),
    *form("billing_propose_credit_note", STAFF, pk="invoice"),
    *form("billing_propose_waiver", STAFF, pk="invoice"),
    *page("billing_reminder_pdf", STAFF | OUR_MEMBER, pk="reminder"),
    *page("billing_arrears", STAFF),
    *page("billing_statement", STAFF | OUR_MEMBER, slug="our_member"),
    *page("billing_payments", STAFF),
    *form("billing_new_payment", SECRETARIAT),
    *page("billing_payment", STAFF | OUR_MEMBER, pk="payment"),
    *page("billing_receipt_pdf", STAFF | OUR_MEMBER, pk="payment"),
    *form("billing_propose_reversal", STAFF, pk="payment"),
    *page("billing_corrections", STAFF),
    *page("billing_correction", STAFF, pk="proposed_correction"),
    *page("billing_correction", STAFF | OUR_MEMBER, pk="approved_correction"),
    *page("billing_correction_pdf", STAFF | OUR_MEMBER, pk="approved_correction"),
    *deed("billing_approve", STAFF, pk="proposed_correction"),
    *deed("billing_approve", ADMINISTRATOR, pk="own_correction"),
    *deed("billing_decline", STAFF, {"answer": "No."}, pk="proposed_correction"),
    *deed("billing_take_back", SECRETARIAT, pk="own_correction"),
    *page("billing_trial_balance", STAFF),
    *page("billing_account", STAFF, pk="account"),
    *page("billing_entry", STAFF, pk="entry"),
    *page("billing_periods", STAFF),
    *deed("billing_close_period", SECRETARIAT, pk="month_to_close"),
    *form("billing_reopen_period", ADMINISTRATOR, pk="closed_month"),
    *page("billing_setup", STAFF),
    *form("billing_set_ladder", ADMINISTRATOR),
    *form("billing_set_bank_details", ADMINISTRATOR),
    *api("GET /invoices", STAFF | MEMBERS),
    *api("GET /invoices/{pk}", STAFF | OUR_MEMBER, pk="invoice"),
]

ADMISSION = [
    *form("apply", EVERYONE),
    *form("apply_resume", EVERYONE),
    *page("apply_link", EVERYONE, signed="mailed_link"),
    *page("apply_status", EVERYONE, key="filed_key"),
    *form("apply_confirm", EVERYONE, key="unconfirmed_key"),
    *form("apply_check", EVERYONE, key="returned_key"),
    *page("apply_form", EVERYONE, key="returned_key"),
    *form("apply_withdraw", EVERYONE, key="returned_key"),
    *form("apply_step", EVERYONE, key="returned_key", step="head_step"),
    *page("applications", SIGNED_IN),
    *page("application", COMMITTEE | APPLICANT, number="voting_number"),
    *form("application_return", SECRETARIAT, number="filed_number"),
    *form("application_open_vote", SECRETARIAT, number="filed_number"),
    *page("decisions", COMMITTEE | MEMBERS | OFFICES),
    *page("decision", COMMITTEE | MEMBERS | OFFICES, pk="closed_decision"),
    *deed("decision_vote", EXCOM, {"choice": "yes"}, pk="open_decision"),
    *form("decision_decline", EXCOM, pk="open_decision"),
    *deed("decision_close", SECRETARIAT, pk="open_decision"),
    *page("departures", COMMITTEE),
    *page("departure", COMMITTEE | OUR_MEMBER | OUR_OFFICE, pk="withdrawal"),
    *form("departure_accept", SECRETARIAT, pk="withdrawal"),
    *deed("departure_open_vote", SECRETARIAT, pk="termination"),
    *deed("departure_take_back", SECRETARIAT | OUR_MEMBER, pk="withdrawal"),
    *form("member_withdraw", OUR_MEMBER, slug="our_second"),
    *form("member_terminate", SECRETARIAT, slug="our_second"),
    *api("GET /applications", SIGNED_IN),
    *api("POST /applications", SIGNED_IN, {"name": "Newtown", "country": "KR"}),
    *api("GET /applications/{reference}", COMMITTEE | APPLICANT, reference="voting_number"),
    *api("PATCH /applications/{reference}", APPLICANT, {"name": "Newtown"}, reference="own_draft"),
    *api("POST /applications/{reference}/signed-form", APPLICANT, {"file": "form.pdf"}, reference="own_draft"),
    *api("POST /applications/{reference}/file", APPLICANT, reference="own_draft"),
    *api("POST /applications/{reference}/retract", APPLICANT, reference="own_draft"),
    *api("POST /applications/{reference}/return", SECRETARIAT, {"reason": "Sign it."}, reference="filed_number"),
    *api("POST /applications/{reference}/open-vote", SECRETARIAT, {"checks": []}, reference="filed_number"),
    *api("POST /applications/{reference}/ballot", EXCOM, {"choice": "yes"}, reference="voting_number"),
    *api("GET /decisions", COMMITTEE | MEMBERS | OFFICES),
    *api("GET /decisions/{pk}", COMMITTEE | MEMBERS | OFFICES, pk="closed_decision"),
    *api("POST /decisions/{pk}/ballot", EXCOM, {"choice": "yes"}, pk="open_decision"),
    *api("POST /decisions/{pk}/close", SECRETARIAT, pk="open_decision"),
]

DIRECTORY = [
    *page("members", EVERYONE),
    *page("member", EVERYONE, slug="our_member"),
    *page("offices", EVERYONE),
    *page("our_membership", STAFF | OUR_MEMBER | OUR_OFFICE, slug="our_member"),
    *form("edit_profile", OUR_MEMBER, slug="our_second"),
    *page("review_profile", STAFF | OUR_MEMBER | OUR_OFFICE, slug="our_member"),
    *deed("review_profile", SECRETARIAT | OUR_OFFICE, {"because": "Too short."}, slug="our_member"),
    *deed("publish_profile", SECRETARIAT | OUR_OFFICE, slug="our_member"),
    *page("focal_points", STAFF | OFFICES),
    *form("open_campaign", SECRETARIAT),
    *page("call_list", STAFF | OFFICES),
    *form("call_member", STAFF | OUR_OFFICE, slug="our_member"),
    *form("confirm_focal_point", EVERYONE, key="asked_focal_point"),
    *form("name_focal_point", SECRETARIAT | OUR_MEMBER | OUR_OFFICE, slug="our_member"),
    *deed("end_focal_point", SECRETARIAT | OUR_MEMBER | OUR_OFFICE, slug="our_member", pk="our_focal_point"),
    *page("regional_offices", EVERYONE),
    *page("regional_office", EVERYONE, pk="office"),
    *form("open_regional_office", STAFF),
    *form("close_regional_office", STAFF, pk="idle_office"),
    *form("give_to_office", STAFF, slug="our_member"),
    *api("GET /members", EVERYONE),
    *api("GET /organizations", EVERYONE),
    *api("GET /organizations/{slug}", EVERYONE, slug="our_member"),
]

DUES = [
    *page("dues", EVERYONE),
    *page("fee_calculator", EVERYONE),
    *page("fee_chart", EVERYONE, pk="chart"),
    *form("new_chart", ADMINISTRATOR),
    *deed("take_chart_back", ADMINISTRATOR, pk="unused_chart"),
    *form("new_dues_rule", ADMINISTRATOR),
    *form("new_decision_rule", ADMINISTRATOR),
    *form("new_eligibility", ADMINISTRATOR),
    *form("new_eligibility", ADMINISTRATOR),
    *page("dues_runs", STAFF),
    *page("dues_run", STAFF, year="preview_year"),
    *page("dues_progress", STAFF, year="preview_year"),
    *deed("assess_again", SECRETARIAT, year="preview_year"),
    *form("issue_dues", SECRETARIAT, year="preview_year"),
    *page("missing_figures", STAFF, year="preview_year"),
    *page("assessment", STAFF | OUR_MEMBER, year="issued_year", slug="our_member"),
    *page("assessment", STAFF, year="preview_year", slug="our_member"),
    *form("state_population", SECRETARIAT, slug="our_member"),
    *form("state_income", SECRETARIAT, code="korea"),
    *form("imports", STAFF),
    *page("import", STAFF, pk="import"),
    *deed("confirm_import", STAFF, pk="import"),
    *api("GET /dues/calculator", EVERYONE, {"country": "KR", "year": 2016, "population": 300000}),
    *api("GET /dues/charts", EVERYONE),
]

PARTNERS = [
    *page("partners", EVERYONE),
    *page("memorandum", EVERYONE, pk="memorandum"),
    *form("register_memorandum", SECRETARIAT),
    *form("amend_memorandum", SECRETARIAT, pk="memorandum"),
    *form("renew_memorandum", SECRETARIAT, pk="memorandum"),
    *form("end_memorandum", SECRETARIAT, pk="memorandum"),
    *form("add_activity", SECRETARIAT, pk="memorandum"),
]

SIGN_IN = [
    *form("account_login", EVERYONE),
    *form("account_logout", EVERYONE),
    *form("sign_out", EVERYONE),
    *page("account_inactive", EVERYONE),
    *form("account_signup", EVERYONE),
    *form("account_request_login_code", EVERYONE),
    *form("account_confirm_login_code", EVERYONE),
    *page("account_email_verification_sent", SIGNED_IN),
    *form("account_reset_password", EVERYONE),
    *page("account_reset_password_done", EVERYONE),
    *form("account_reset_password_from_key", EVERYONE, uidb36="nonsense", key="key"),
    *page("account_reset_password_from_key_done", EVERYONE),
    *form("account_reauthenticate", SIGNED_IN),
    *form("account_email", SIGNED_IN),
    *form("account_change_password", SIGNED_IN),
    *form("account_set_password", SIGNED_IN),
    *form("usersessions_list", SIGNED_IN),
    *page("mfa_index", SIGNED_IN),
    *form("mfa_authenticate", SIGNED_IN),
    *form("mfa_reauthenticate", SIGNED_IN),
    *form("mfa_activate_totp", SIGNED_IN),
    *form("mfa_deactivate_totp", PERSON),
    *page("mfa_view_recovery_codes", PERSON),
    *form("mfa_generate_recovery_codes", SIGNED_IN),
    *page("mfa_download_recovery_codes", PERSON),
    *page("mfa_list_webauthn", SIGNED_IN),
    *form("mfa_add_webauthn", SIGNED_IN),
    *form("mfa_reauthenticate_webauthn", SIGNED_IN),
    *form("mfa_remove_webauthn", SIGNED_IN, pk="no_key"),
    *form("mfa_edit_webauthn", SIGNED_IN, pk="no_key"),
    *form("mfa_login_webauthn", SIGNED_IN),
    *page("socialaccount_login_cancelled", EVERYONE),
    *page("socialaccount_login_error", NOBODY),
    *form("socialaccount_signup", NOBODY),
    *form("socialaccount_connections", SIGNED_IN),
    *page("/account/social/login/cancelled/", EVERYONE),
    *page("/account/social/login/error/", EVERYONE),
    *page("/account/social/signup/", EVERYONE),
    *page("/account/social/connections/", EVERYONE),
    *form("openid_connect_login", NOBODY, provider_id="provider"),
    *page("openid_connect_callback", NOBODY, provider_id="provider"),
    *page("idp:oidc:configuration", EVERYONE),
    *page("idp:oidc:jwks", EVERYONE),
    *page("idp:oidc:authorization", SIGNED_IN),
    *deed("idp:oidc:authorization", SIGNED_IN),
    *page("/identity/o/authorize", SIGNED_IN),
    *form("idp:oidc:device_authorization", SIGNED_IN),
    *form("idp:oidc:logout", EVERYONE),
    *deed("idp:oidc:token", NOBODY),
    *deed("idp:oidc:revoke", NOBODY),
    *deed("idp:oidc:device_code", NOBODY),
    *page("idp:oidc:userinfo", NOBODY),
]

DOORS: list[Door] = [
    *WEB, *PEOPLE, *RECORD, *NOTIFY, *MACHINERY, *BILLING, *ADMISSION, *DIRECTORY, *DUES, *PARTNERS, *SIGN_IN
]  # fmt: skip
