"""TemplatePath, TemplateConfiguration and Input name files that exist and fit together."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("template_artifact")
