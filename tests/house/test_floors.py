"""The rules of the five floors that need more than a layer: doors, and where foreign keys point."""

import importlib.util

import grimp
import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from koinon.launcher.project import ROOT

FLOORS = ["koinon.league", "koinon.city", "koinon.commons"]
BILLING, MEMBERSHIP = "koinon.commons.billing", "koinon.league.membership"


@pytest.fixture(scope="module")
def doors():
    spec = importlib.util.spec_from_file_location("doors", ROOT / "tools/doors.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    options = {"name": "doors", "floors": FLOORS, "roof": "koinon.config"}
    return module.DoorContract(name="doors", session_options={}, contract_options=options)


def house(importer: str, imported: str) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    rooms = [f"{module}.{room}" for module in (BILLING, MEMBERSHIP) for room in ("public", "models", "services")]
    for name in ["koinon", "koinon.config", "koinon.config.urls", *FLOORS, BILLING, MEMBERSHIP, *rooms]:
        graph.add_module(name)
    graph.add_import(importer=importer, imported=imported, line_number=7, line_contents="from … import …")
    return graph


@pytest.mark.parametrize(
    ("importer", "imported", "kept"),
    [
        (f"{MEMBERSHIP}.services", f"{BILLING}.public", True),
        (f"{MEMBERSHIP}.services", f"{MEMBERSHIP}.models", True),
        ("koinon.config.urls", f"{BILLING}.models", True),
        (f"{MEMBERSHIP}.services", f"{BILLING}.models", False),
        (f"{MEMBERSHIP}.models", BILLING, False),
    ],
)
def test_modules_meet_only_at_the_door(doors, importer, imported, kept):
    check = doors.check(house(importer, imported), verbose=False)
    assert check.kept is kept
    assert [line.split("  ")[0] for line in check.metadata["imports"]] == ([] if kept else [f"{importer}:7"])


def test_a_foreign_key_points_into_core_into_commons_or_stays_inside():
    ours = [config for config in apps.get_app_configs() if config.name.startswith("koinon.")]
    strangers = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for config in ours
        for model in config.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
        and floor_of(field.related_model) in {"league", "city", "config"}
        and field.related_model._meta.app_label != config.label
    ]
    assert ours
    assert strangers == []


def floor_of(model: type) -> str:
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "koinon" else ""
