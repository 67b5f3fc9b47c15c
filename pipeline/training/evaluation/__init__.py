"""What a trained model can do, on a published split it has not seen."""
