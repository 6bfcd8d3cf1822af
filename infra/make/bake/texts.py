"""Templates compiled; words, editions and providers as the code wants them: python … FOLDER, which holds chalicelib."""

import json
import sys

sys.path.insert(0, sys.argv[1])

import jinja2

from chalicelib import edition, errors, providers
from chalicelib.web import render, words

templates = render.environment()
try:
    templates.compile_templates(render.COMPILED, zip=None, ignore_errors=False)
    baked = {language: words.sentences(language) for language in edition.LANGUAGES}
except jinja2.TemplateSyntaxError as problem:
    sys.exit(f"chalicelib/templates/{problem.name}, line {problem.lineno}: {problem.message}")
except errors.Broken as problem:
    sys.exit(str(problem))
words.BAKED.mkdir()
for language, sentences in baked.items():
    (words.BAKED / f"{language}.json").write_text(json.dumps(sentences, ensure_ascii=False), encoding="utf-8")
providers.BAKED.write_bytes(providers.baked())
