"""What is asked and what comes back: prompts, pictures, canonical requests, validated answers."""
