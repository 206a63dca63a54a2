"""The app: screens lay out, widgets show, labs decide. The only room that knows textual."""
