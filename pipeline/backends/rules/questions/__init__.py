"""Questions from templates: one file per task family, over what a record lets one say (`facts`, `meaning`)."""
