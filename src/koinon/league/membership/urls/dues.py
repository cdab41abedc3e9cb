"""Pages of dues and imports."""

from django.urls import path

from koinon.league.membership.views import calculator, charts, dues, imports

urlpatterns = [
    path("dues/", calculator.dues, name="dues"),
    path("dues/calculator/", calculator.fee_calculator, name="fee_calculator"),
    path("dues/charts/new/", charts.new_chart, name="new_chart"),
    path("dues/charts/<int:pk>/", calculator.chart, name="fee_chart"),
    path("dues/charts/<int:pk>/take-back/", charts.take_chart_back, name="take_chart_back"),
    path("dues/rules/new/", charts.new_dues_rule, name="new_dues_rule"),
    path("dues/decision-rules/new/", charts.new_decision_rule, name="new_decision_rule"),
    path("dues/eligibility/new/", charts.new_eligibility, name="new_eligibility"),
    path("dues/runs/", dues.dues_runs, name="dues_runs"),
    path("dues/runs/<int:year>/", dues.dues_run, name="dues_run"),
    path("dues/runs/<int:year>/progress/", dues.dues_progress, name="dues_progress"),
    path("dues/runs/<int:year>/assess/", dues.assess_again, name="assess_again"),
    path("dues/runs/<int:year>/issue/", dues.issue_dues, name="issue_dues"),
    path("dues/runs/<int:year>/missing/", dues.missing_figures, name="missing_figures"),
    path("dues/runs/<int:year>/members/<slug:slug>/", dues.assessment, name="assessment"),
    path("dues/figures/population/<slug:slug>/", dues.state_population, name="state_population"),
    path("dues/figures/income/<str:code>/", dues.state_income, name="state_income"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.report, name="import"),
    path("imports/<int:pk>/confirm/", imports.confirm, name="confirm_import"),
]
