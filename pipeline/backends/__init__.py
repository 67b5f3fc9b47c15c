"""Who does a stage's work: annotations, rules, models; each proposes, the stage validates."""
