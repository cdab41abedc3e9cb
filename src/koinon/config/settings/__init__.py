"""Settings: `base` for all, `dev` on this machine, `production`, `live` for streams, `test`."""
