"""The openai backend over real sockets."""
