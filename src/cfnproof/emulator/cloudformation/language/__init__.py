"""The template language: text to sections, sections to values."""
