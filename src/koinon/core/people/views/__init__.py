"""Pages of this room: one's own account, and the register of persons."""
