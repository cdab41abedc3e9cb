from django.utils.translation import gettext_lazy as _

from koinon.core.web.modules import MenuEntry, ModuleConfig, Way, asks


def _concerns(person: object) -> bool:
    from koinon.commons.billing.rules import keeps_books, owes_here

    return bool(keeps_books(person) or owes_here(person))


KEEPS_BOOKS = asks("koinon.commons.billing.rules.keeps_books")


class BillingConfig(ModuleConfig):
    name = "koinon.commons.billing"
    label = "billing"
    verbose_name = _("Billing")
    half = "commons"
    prefix = "billing/"
    menu = (MenuEntry(_("Billing"), "billing_invoices", _concerns),)
    ways = (
        Way(_("Invoices"), "billing_invoices", _("Issued, paid, overdue"), KEEPS_BOOKS),
        Way(_("Payments"), "billing_payments", _("Bank transfers that came in, and their receipts"), KEEPS_BOOKS),
        Way(_("Arrears"), "billing_arrears", _("Who owes what for how long"), KEEPS_BOOKS),
        Way(_("Credit notes and waivers"), "billing_corrections", _("Proposed by one, approved by another"), KEEPS_BOOKS),
        Way(_("Trial balance"), "billing_trial_balance", _("Every account of the ledger; the sum is zero"), KEEPS_BOOKS),
        Way(_("Billing rules"), "billing_setup", _("Bank details and the ladder of reminders"), KEEPS_BOOKS),
    )
