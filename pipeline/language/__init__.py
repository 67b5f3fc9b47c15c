"""English, as far as annotations need it: names, numbers, plurals, predicates, closed vocabularies, the glossary."""
