"""TemplatePath, TemplateConfiguration and Input name files that exist and fit together."""
