"""What people fill in. Sums are typed as 1600.00 and become minor units of the currency."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from babel.numbers import is_currency
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.commons.billing.models import BankDetails, Invoice, ReminderRule
from koinon.commons.billing.models.ledger import CURRENCY, Book
from koinon.commons.billing.money import exponent_of, minor, money
from koinon.core.clock import today
from koinon.core.places.models import Organization
from koinon.core.web.forms import DayField, Form, ModelForm
from koinon.engines.ledger import TooFine

SMALLEST = MinValueValidator(Decimal("0.0001"))


class SumField(forms.DecimalField):
    """A sum above zero, as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=15, decimal_places=4, validators=[SMALLEST], **kwargs)
        self.widget.attrs.update({"class": "short", "inputmode": "decimal", "dir": "ltr"})


class CurrencyField(forms.CharField):
    """A currency by its ISO 4217 code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=3, label=gettext_lazy("Currency"), initial="USD", validators=[CURRENCY], **kwargs)
        self.widget.attrs.update({"class": "short", "dir": "ltr", "autocapitalize": "characters"})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").upper()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not is_currency(value):
            raise ValidationError(_("%(code)s is not a currency."), params={"code": value})


def in_minor(amount: Decimal, currency: str) -> int:
    """Minor units; a sentence where the currency has fewer decimals than were typed."""
    try:
        return minor(amount, currency)
    except TooFine as wrong:
        message = _("%(currency)s has %(count)s decimals.") % {"currency": currency, "count": exponent_of(currency)}
        raise ValidationError({"amount": message}) from wrong


class SumForm(Form):
    """A form with an amount and a currency, cleaned to minor units together."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "amount" in cleaned and "currency" in cleaned:
            cleaned["amount"] = in_minor(cleaned["amount"], cleaned["currency"])
        return cleaned


class InvoiceForm(SumForm):
    """An invoice of one line, for what no other module bills. Sent twice, it still bills once."""

    debtor = forms.ModelChoiceField(Organization.objects.all(), label=gettext_lazy("Debtor"))
    subject = forms.CharField(max_length=200, label=gettext_lazy("Subject"))
    text = forms.CharField(max_length=300, label=gettext_lazy("What for"))
    account = forms.ChoiceField(
        choices=[(Book.FEES.value, Book.FEES.label), (Book.DUES.value, Book.DUES.label)], label=gettext_lazy("Income")
    )
    amount = SumField(label=gettext_lazy("Amount"))
    currency = CurrencyField()
    due_on = DayField(label=gettext_lazy("To be paid by"))
    form_number = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class PaymentForm(SumForm):
    """A transfer as the bank statement shows it."""

    payer = forms.ModelChoiceField(Organization.objects.all(), label=gettext_lazy("Payer"))
    amount = SumField(label=gettext_lazy("Amount"))
    currency = CurrencyField()
    received_on = DayField(label=gettext_lazy("Received on"))
    bank_reference = forms.CharField(
        max_length=80,
        label=gettext_lazy("Bank reference"),
        help_text=gettext_lazy("As the bank statement has it. The same transfer counts once."),
    )
    note = forms.CharField(max_length=300, required=False, label=gettext_lazy("Note"))


class InvoicePaymentForm(PaymentForm):
    """A transfer for one invoice, whose debtor and currency are known."""

    def __init__(self, *args: Any, invoice: Invoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["payer"], self.fields["currency"]
        self.invoice = invoice
        self.fields["amount"].help_text = _("%(open)s is open. What is paid over becomes credit.") % {
            "open": money(invoice.left(), invoice.currency)
        }
        self.fields["received_on"].initial = today()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "amount" in cleaned:
            cleaned["amount"] = in_minor(cleaned["amount"], self.invoice.currency)
        return cleaned


class CorrectionForm(Form):
    """How much to take off an invoice, and why."""

    amount = SumField(label=gettext_lazy("Amount"))
    reason = forms.CharField(
        max_length=2000,
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It is shown to the second person and to the debtor, and is kept with the books."),
    )

    def __init__(self, *args: Any, currency: str, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"].help_text = _("At most %(most)s.") % {"most": money(most, currency)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "amount" in cleaned:
            cleaned["amount"] = in_minor(cleaned["amount"], self.currency)
        return cleaned


class ReasonForm(Form):
    """Why something is undone or opened again."""

    reason = forms.CharField(max_length=2000, label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(Form):
    """What the second person says to a proposal."""

    answer = forms.CharField(
        max_length=2000,
        required=False,
        label=gettext_lazy("Answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Asked for when you decline."),
    )


class LadderForm(Form):
    """A new ladder of up to three reminders."""

    valid_from = DayField(label=gettext_lazy("In force from"))
    source = forms.CharField(
        max_length=300,
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("The decision or rule that sets this ladder."),
    )
    friendly = forms.IntegerField(min_value=1, max_value=999, label=gettext_lazy("Friendly reminder, days after the due day"))
    firm = forms.IntegerField(
        min_value=1, max_value=999, required=False, label=gettext_lazy("Second reminder, days after the due day")
    )
    last = forms.IntegerField(
        min_value=1, max_value=999, required=False, label=gettext_lazy("Last reminder, days after the due day")
    )

    def rungs(self) -> list[tuple[int, str]]:
        """(days, tone) of the reminders that are wanted."""
        return [(days, tone) for tone in ReminderRule.Tone.values if (days := self.cleaned_data.get(tone))]


class BankDetailsForm(ModelForm):
    class Meta:
        model = BankDetails
        fields = ("currency", "holder", "bank", "account", "bic", "valid_from")

    currency = CurrencyField()

    def _post_clean(self) -> None:
        """The deed checks the row against those in force; nothing is built from the form itself."""


class DayForm(Form):
    """A day to look at the books on."""

    on = DayField(label=gettext_lazy("Up to and with"))
