"""The third rule of the house as a contract of import-linter: modules meet only at `public.py`."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

DOOR = "public"


class DoorContract(Contract):
    """What lies outside a module imports nothing of it but its door.

    `floors`: the packages whose children are modules. `roof`: the package that may import anything.
    """

    type_name = "doors"

    floors = fields.ListField(subfield=fields.StringField())
    roof = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        through_walls = [
            f"{found['importer']}:{found['line_number']}  {found['line_contents']}"
            for floor in self.floors  # type: ignore[attr-defined]
            for module in sorted(graph.find_children(floor))
            for found in self.entering(graph, module)
        ]
        return ContractCheck(kept=not through_walls, metadata={"imports": through_walls})

    def entering(self, graph: ImportGraph, module: str) -> list[dict[str, object]]:
        """Imports from outside that lead anywhere in the module but to its door."""
        rooms = {module, *graph.find_descendants(module)}
        return [
            dict(detail)
            for room in sorted(rooms - {f"{module}.{DOOR}"})
            for importer in sorted(graph.find_modules_that_directly_import(room) - rooms)
            if not importer.startswith(f"{self.roof}.")
            for detail in graph.get_import_details(importer=importer, imported=room)
        ]

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["imports"]:
            output.print_error(line)
        output.new_line()
        output.print_error("Only the module's public.py may be imported from outside of it.")
