"""Public pages of dues: the rules in force, a chart, and the calculator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from koinon.core.clock import today
from koinon.core.places.models import Country
from koinon.core.web.forms import attempt
from koinon.core.web.page import page
from koinon.league.membership.forms.calculator import CalculatorForm
from koinon.league.membership.models import Assessment, DecisionRule, DuesRule, Eligibility, FeeChart
from koinon.league.membership.queries import calculator
from koinon.league.membership.queries.calculator import Calculation
from koinon.league.membership.queries.charts import picture
from koinon.league.membership.rules import may_import, may_manage_charts, may_see_dues
from koinon.league.membership.services.explanation import number

STATION = 3


def dues(request: HttpRequest) -> HttpResponse:
    """What members pay: every version of the charts and rules, with its days and source."""
    day = today()
    context = {
        "charts": [_version(chart, chart.valid_from, chart.valid_until) for chart in FeeChart.objects.all()],
        "dues_rules": [_version(rule, rule.valid_from, rule.valid_until) for rule in DuesRule.objects.all()],
        "decision_rules": [_decision(rule) for rule in DecisionRule.objects.all()],
        "eligibilities": [_version(rule, rule.valid_from, rule.valid_until) for rule in Eligibility.objects.all()],
        "in_force": DuesRule.objects.in_force_on(day).order_by("-valid_from").first(),
        "may_manage": may_manage_charts(request.user),
        "may_see": may_see_dues(request.user),
        "may_import": may_import(request.user),
    }
    return page(request, "membership/dues/dues.html", context)


def _version(row: Any, valid_from: Any, valid_until: Any) -> dict[str, Any]:
    day = today()
    return {"row": row, "now": valid_from <= day and (valid_until is None or valid_until >= day), "ahead": valid_from > day}


def _decision(rule: DecisionRule) -> dict[str, Any]:
    """A decision rule with its quorum and majority in words."""
    words = _("quorum %(quorum)s, majority %(majority)s") % {
        "quorum": _share(rule.quorum_numerator, rule.quorum_denominator, strict=rule.quorum_is_strict),
        "majority": _share(rule.threshold_numerator, rule.threshold_denominator, strict=rule.threshold_is_strict),
    }
    return _version(rule, rule.valid_from, rule.valid_until) | {"words": words}


def _share(numerator: int, denominator: int, *, strict: bool) -> str:
    fraction = f"{numerator}/{denominator}"
    return _("more than %(part)s") % {"part": fraction} if strict else _("at least %(part)s") % {"part": fraction}


def chart(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FeeChart, pk=pk)
    unused = row.valid_until is None and not Assessment.objects.filter(cell__chart=row).exists()
    context = {
        "chart": row,
        "picture": picture(row),
        "may_take_back": unused and may_manage_charts(request.user),
    }
    return page(request, "membership/dues/chart.html", context)


def fee_calculator(request: HttpRequest) -> HttpResponse:
    """Country and population in, cell, rule and source out. Everything stands in the address, so it can be sent on."""
    asked = "country" in request.GET
    form = CalculatorForm(request.GET if asked else None, initial={"year": calculator.year_to_start_with()})
    answer = attempt(form, _answer, form) if asked else None
    context: dict[str, Any] = {"form": form, "answer": answer, "asked": asked}
    if answer:
        context |= _told(answer)
    return page(request, "membership/dues/calculator.html", context, partial="answer")


def _answer(form: CalculatorForm) -> Calculation:
    return form.answer()


def _told(answer: Calculation) -> dict[str, Any]:
    """The answer in words: what it was reckoned from, and the chart with the cell."""
    country: Country = answer.country
    facts = [(_("Country"), country.name)]
    if answer.asks_population:
        facts.append((_("Population"), number(answer.population) if answer.population else _("not given")))
    if answer.income:
        income = _("%(number)s international dollars in %(year)s") % {
            "number": number(answer.income.gdp_per_head),
            "year": answer.income.year,
        }
        facts += [(_("GDP per head"), income), (_("Source of the figure"), answer.income.source)]
    facts += [
        (_("Rule"), _rule_words(answer)),
        (_("Source of the chart"), answer.chart.row.source),
    ]
    return {
        "facts": facts,
        "amount": number(answer.amount) if answer.amount is not None else "",
        "currency": answer.chart.row.currency,
        "picture": picture(answer.chart.row, answer.cell),
        "doubt": answer.cell is not None and answer.cell.is_suspect,
        "income_missing": answer.income is None,
        "income_year": answer.rules.income_year,
        "year": answer.rules.year,
    }


def _rule_words(answer: Calculation) -> str:
    rule = answer.rules.rule
    words = _("Dues begin %(after)s year after admission and use the GDP per head of %(before)s year before.")
    return words % {"after": number(rule.first_year_after), "before": number(rule.income_years_before)}
