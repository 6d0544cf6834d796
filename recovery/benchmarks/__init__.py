"""What is measured of the site, each subject in a module of its own: see `manage.py benchmark`."""
