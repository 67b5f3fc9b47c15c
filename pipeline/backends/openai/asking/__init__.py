"""From a model's conversations to ours: form, grounding, options."""
