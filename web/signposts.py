"""Link headers of landing pages (signposting.org): what to cite, which forms describe the subject, of what type it is, whose, on what terms."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, make_response

from catalog.exchange.objects import Object
from common.errors import NotFound
from exports.dcat.portal import Portal
from exports.rdf import SYNTAXES
from metadata.model.artefact import Artefact, kebab
from web.doors import doors
from web.fresh import described_now

_PAGE, _DATASET, _TERM = "https://schema.org/AboutPage", "https://schema.org/Dataset", "https://schema.org/DefinedTerm"


def signposted_register(page: str, key: str) -> Response:
    """The page of a register with its signposts; as it is for one that is not published."""
    described, portal = described_now(), _portal()
    try:
        register = described.get_register(key)
    except NotFound:
        return make_response(page)
    holder = described.follow(register, "holder")
    forms = [(f"doc/register/{register['id']}.{syntax}", mimetype) for syntax, mimetype in SYNTAXES.items()]
    forms += [(f"ddi/{key}.xml?version=2.5", "application/xml"), _data(register)]
    return _signposted(page, portal, register, forms, _DATASET, [holder] if holder else [])


def signposted_variable(page: str, variable: Artefact) -> Response:
    """The page of a variable with its signposts; as it is for one that is not published."""
    found = described_now().known.get(variable.ref)
    return _signposted(page, _portal(), found, [_data(found)], _TERM, []) if found else make_response(page)


def _data(one: Object) -> tuple[str, str]:
    return f"doc/{kebab(str(one['type']))}/{one['id']}.json", "application/json"


def _signposted(page: str, portal: Portal, one: Object, forms: Iterable[tuple[str, str]], kind: str, authors: Iterable[Object]) -> Response:
    links = [(portal.at(str(one["uri"])), "cite-as", "")]
    links += [(portal.at(path), "describedby", mimetype) for path, mimetype in forms]
    links += [(kind, "type", ""), (_PAGE, "type", "")]
    links += [(portal.at(str(each["uri"])), "author", "") for each in authors]
    links.append((portal.licence, "license", ""))
    answer = make_response(page)
    answer.headers["Link"] = ", ".join(f'<{address}>; rel="{relation}"' + (f'; type="{mimetype}"' if mimetype else "") for address, relation, mimetype in links)
    return answer


def _portal() -> Portal:
    return Portal.of(doors().settings)
