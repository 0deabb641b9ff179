"""The page as an editor in the browser, served to this machine alone."""
