"""Language and vision-language models behind any OpenAI-compatible endpoint; `door.py` alone knows the library."""
