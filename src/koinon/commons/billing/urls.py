"""Addresses of billing, under `billing/`."""

from django.urls import path

from koinon.commons.billing.views import books, corrections, invoices, papers, payments, setup

urlpatterns = [
    path("", invoices.invoices, name="billing_invoices"),
    path("invoices/new/", invoices.new_invoice, name="billing_new_invoice"),
    path("invoices/<int:pk>/", invoices.invoice, name="billing_invoice"),
    path("invoices/<int:pk>/invoice.pdf", papers.invoice_pdf, name="billing_invoice_pdf"),
    path("invoices/<int:pk>/pay/", payments.pay_invoice, name="billing_pay_invoice"),
    path("invoices/<int:pk>/apply-credit/", invoices.apply_credit, name="billing_apply_credit"),
    path("invoices/<int:pk>/remind/", invoices.remind, name="billing_remind"),
    path("invoices/<int:pk>/credit-note/", corrections.propose_credit_note, name="billing_propose_credit_note"),
    path("invoices/<int:pk>/waiver/", corrections.propose_waiver, name="billing_propose_waiver"),
    path("reminders/<int:pk>/reminder.pdf", papers.reminder_pdf, name="billing_reminder_pdf"),
    path("arrears/", invoices.arrears, name="billing_arrears"),
    path("statements/<slug:slug>/", invoices.statement, name="billing_statement"),
    path("payments/", payments.payments, name="billing_payments"),
    path("payments/new/", payments.new_payment, name="billing_new_payment"),
    path("payments/<int:pk>/", payments.payment, name="billing_payment"),
    path("payments/<int:pk>/receipt.pdf", papers.receipt_pdf, name="billing_receipt_pdf"),
    path("payments/<int:pk>/reversal/", payments.propose_reversal, name="billing_propose_reversal"),
    path("corrections/", corrections.corrections, name="billing_corrections"),
    path("corrections/<int:pk>/", corrections.correction, name="billing_correction"),
    path("corrections/<int:pk>/correction.pdf", papers.correction_pdf, name="billing_correction_pdf"),
    path("corrections/<int:pk>/approve/", corrections.approve, name="billing_approve"),
    path("corrections/<int:pk>/decline/", corrections.decline, name="billing_decline"),
    path("corrections/<int:pk>/take-back/", corrections.take_back, name="billing_take_back"),
    path("books/", books.trial_balance, name="billing_trial_balance"),
    path("books/accounts/<int:pk>/", books.account, name="billing_account"),
    path("books/entries/<int:pk>/", books.entry, name="billing_entry"),
    path("books/months/", books.periods, name="billing_periods"),
    path("books/months/<int:pk>/close/", books.close_period, name="billing_close_period"),
    path("books/months/<int:pk>/reopen/", books.reopen_period, name="billing_reopen_period"),
    path("setup/", setup.setup, name="billing_setup"),
    path("setup/ladder/", setup.set_ladder, name="billing_set_ladder"),
    path("setup/bank-details/", setup.set_bank_details, name="billing_set_bank_details"),
]
