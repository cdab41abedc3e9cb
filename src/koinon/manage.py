"""Django's command line for Koinon: `python -m koinon.manage <command>`."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koinon.config.settings.dev")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
