"""Words of the portal that templates cannot make themselves."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.filter
def in_its_script(words: str) -> str | SafeString:
    """The words, marked for screen readers where their script is not that of the page."""
    cyrillic, latin = re.search(r"[\u0400-\u052f]", words), re.search(r"[A-Za-z\u00c0-\u024f]", words)
    if get_language() == "en":
        return format_html('<span lang="uk">{}</span>', words) if cyrillic and not latin else words
    return format_html('<span lang="und-Latn">{}</span>', words) if latin and not cyrillic else words
