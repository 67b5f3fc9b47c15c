"""Words are data: templates, recipes, the glossary, vocabularies, and their typed loader."""
