"""Sources: annotation files streamed, joined per image with a picture that was opened and checked."""
