"""`manage witness`: cosign the records of other installations, and have others cosign ours.

witness --keys                    our two public keys, to be given to others
witness --trust KEY               from now on cosign the log of this key
witness --add URL KEY             from now on ask this witness (its address and cosigning key)
witness --ask [URL]               ask all witnesses now, or the one at this address
"""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from koinon.core.record import witnessing
from koinon.core.record.checkpoints import publish
from koinon.core.record.keys import log_signer, witness_signer
from koinon.core.record.models import Witness, WitnessedLog
from koinon.engines.note import NotANote

ALL = "all"


class Command(BaseCommand):
    help = "Cosigns the records of other installations, and has others cosign ours (c2sp.org/tlog-witness)."

    def create_parser(self, *names: str, **kwargs: Any) -> Any:
        return super().create_parser(*names, formatter_class=RawDescriptionHelpFormatter, epilog=__doc__, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--keys", action="store_true", help="print our public keys")
        what.add_argument("--trust", metavar="KEY", help="cosign the log of this key")
        what.add_argument("--add", nargs=2, metavar=("URL", "KEY"), help="ask this witness from now on")
        what.add_argument("--ask", nargs="?", const=ALL, metavar="URL", help="ask for cosignatures now")
        what.add_argument("--list", action="store_true", help="whom we ask, and whom we cosign")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.do(options)
        except NotANote as why:
            raise CommandError(str(why)) from None

    def do(self, options: dict[str, Any]) -> None:
        if options["keys"]:
            self.stdout.write(f"log     {log_signer().key}\nwitness {witness_signer().key}")
        elif options["trust"]:
            self.stdout.write(f"From now on, {witnessing.trust(options['trust'])} is cosigned here.")
        elif options["add"]:
            self.stdout.write(f"From now on, {witnessing.add_witness(*options['add'])} is asked.")
        elif options["ask"]:
            self.ask(options["ask"])
        else:
            self.show()

    def ask(self, url: str) -> None:
        checkpoint = publish()
        asked = Witness.objects.filter(is_active=True)
        if url != ALL:
            asked = asked.filter(url=url.rstrip("/"))
        if not asked:
            raise CommandError("No such witness. Name one first: witness --add URL KEY")
        silent = [witness for witness in asked if not self.cosigned(witness, checkpoint)]
        if silent:
            raise CommandError(f"{len(silent)} of {len(asked)} witnesses did not cosign.")

    def cosigned(self, witness: Witness, checkpoint: Any) -> bool:
        try:
            given = witnessing.ask(witness, checkpoint)
        except witnessing.WitnessSilent as refusal:
            self.stderr.write(str(refusal))
            return False
        self.stdout.write(f"{witness} cosigned {checkpoint.size} entries at {given.at:%Y-%m-%d %H:%M:%S} UTC")
        return True

    def show(self) -> None:
        for witness in Witness.objects.all():
            self.stdout.write(f"asked    {witness.url} {witness.verifier_key} {witness.answer}")
        for log in WitnessedLog.objects.all():
            self.stdout.write(f"cosigned {log.verifier_key} {log.size} entries")
