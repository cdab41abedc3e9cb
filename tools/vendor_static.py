"""Make the vendored files of the face again, from the packages they come from.

The product ships the results, so nobody needs this to run or to test it. To renew a file:

    mkdir packages && cd packages
    npm install --ignore-scripts bootstrap@5.3.8 bootstrap-icons@1.13.1 htmx.org@2.0.11 axe-core@4.14.1 \\
        world-atlas@2.0.2 pretendard@1.3.9 @fontsource/ibm-plex-sans@5.3.0 @fontsource/ibm-plex-sans-arabic@5.3.0 \\
        @fontsource-variable/sofia-sans@5.3.0 @fontsource-variable/sofia-sans-condensed@5.3.0
    pip install fonttools brotli          # in an environment of your own
    python tools/vendor_static.py packages/node_modules

Every file is written from its source alone, so a second run changes nothing. Where each comes from, and
under which licence, stands in THIRD_PARTY.md; why these, in docs/decisions/the-face.md.
"""

import argparse
from pathlib import Path

from vendoring import fonts, icons, sheets, world

HOUSE = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write every vendored file from the packages in the folder that is named."""
    asked = argparse.ArgumentParser(description="Make the vendored files of the face again.")
    asked.add_argument("packages", type=Path, help="the node_modules folder with the packages")
    packages: Path = asked.parse_args().packages
    core = HOUSE / "src" / "koinon" / "core"
    written = [
        *sheets.write(packages, static=core / "static" / "koinon", tests=HOUSE / "tests" / "vendor"),
        icons.write(packages, into=core / "web"),
        world.write(packages, into=core / "web"),
        *fonts.write_for_pages(packages, into=core / "static" / "koinon" / "fonts"),
        *fonts.write_for_papers(packages, into=core / "web" / "pdf_fonts"),
    ]
    for file in written:
        print(f"{file.stat().st_size:>9,}  {file.relative_to(HOUSE)}")


if __name__ == "__main__":
    main()
