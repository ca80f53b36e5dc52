from django.forms.renderers import TemplatesSetting as Renderer
__all__ = ["Renderer"]
