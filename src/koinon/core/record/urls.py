from django.urls import path, re_path

from koinon.core.record import static_views, views

urlpatterns = [
    path("record/", views.home, name="record"),
    path("record/check/", views.check, name="record_check"),
    path("record/check/verify_record.py", views.tool, name="record_tool"),
    path("record/<int:index>/", views.entry, name="record_entry"),
    path("record/<int:index>/receipt.json", views.receipt, name="record_receipt"),
    path("record/<int:index>/entry.tlog-proof", views.log_proof, name="record_log_proof"),
    path("record/checkpoint", static_views.checkpoint, name="record_checkpoint"),
    path("record/key", static_views.key, name="record_key"),
    re_path(r"^record/tile/entries/(?P<numbered>[x0-9./p]+)$", static_views.entries, name="record_entries"),
    re_path(r"^record/tile/(?P<level>[0-9]{1,2})/(?P<numbered>[x0-9./p]+)$", static_views.tile, name="record_tile"),
    path("record/witness/add-checkpoint", static_views.add_checkpoint, name="record_add_checkpoint"),
    path("record/witness/key", static_views.witness_key, name="record_witness_key"),
]
