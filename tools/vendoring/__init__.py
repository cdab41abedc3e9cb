"""How each vendored file is made: style sheets and scripts, icons, the world's land, fonts."""
