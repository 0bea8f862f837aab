"""What a secret looks like, and what stands in its place: the only room that knows."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Self
from urllib.parse import quote

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "api-key",
        "x-auth-token",
    }
)
_SECRET_NAME = re.compile(
    r"(?:^|[_-])(?:token|secret|password|passphrase|jwt|assertion)$|^apikey$"
    r"|(?:api|secret|private)[_-]key$",
    re.I,
)
_SECRET_IN_CAMELS = re.compile(
    # A page's token is its position, and no secret.
    r"(?<![Pp]age)(?<![Nn]ext)(?<![Ss]ync)(?<=[a-z0-9])"
    r"(?:Token|Secret|Password|Passphrase|J(?:wt|WT)|(?:Api|API|Secret|Private)Key)$"
    r"|^(?:secret|private)Key$"
)
"""Names as collections have them, such as `accessToken`."""
_SECRET_MEMBER = re.compile(
    rb'("(?:access_token|refresh_token|id_token|client_secret|jwt|password|assertion)"\s*:\s*)'
    rb'"(?:[^"\\]|\\.)*"?'
)
_SECRET_FORM = re.compile(
    rb"((?:^|&)(?:access_token|refresh_token|client_secret|jwt|password|assertion)=)[^&]*"
)
_HINTS = (b"_token", b"client_secret", b"jwt", b"password", b"assertion")
_SCHEME = re.compile(r"^(bearer|basic|jwt|token)\s+(?=\S)", re.I)


class Secret:
    """A value that never shows itself: not in `repr`, `str`, formatting or pickles.

    Args:
        value: The secret text.
        name: The name that stands in its place wherever it is redacted, as in `STRIDE_TOKEN`.
    """

    __slots__ = ("_value", "name")

    def __init__(self, value: str, name: str = "STRIDE_TOKEN") -> None:
        self._value = value
        self.name = name

    def reveal(self) -> str:
        """The secret itself, for the request that carries it and for nothing else."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret(${self.name})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("A secret is not pickled. Configure it again where it is needed.")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


_MOST_SECRETS = 64
"""Tokens come and go; of those fetched in a long sitting the latest are remembered."""


class Redactor:
    """Takes known secrets, and whatever looks like one, out of texts, headers and bodies.

    Args:
        secrets: Known secrets; each is replaced wherever it stands by `$` and its name.
    """

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._configured = tuple(secrets)
        self._known = frozenset(self._configured)
        self._fetched: tuple[Secret, ...] = ()
        self._forms: tuple[tuple[str, str, bytes, bytes], ...] = ()
        self._labels: frozenset[str] = frozenset()
        self._study()

    def learn(self, secret: Secret) -> None:
        """Know one more secret, such as a token just fetched."""
        if secret not in self._fetched:
            self._fetched = (*self._fetched, secret)[-_MOST_SECRETS:]
            self._study()

    def know(self, secrets: Iterable[Secret]) -> None:
        """Know more secrets for good, such as those of a file that a person named."""
        new = [each for each in dict.fromkeys(secrets) if each not in self._known]
        if new:
            self._configured = (*self._configured, *new)
            self._known = frozenset(self._configured)
            self._study()

    def _study(self) -> None:
        found: dict[str, str] = {}
        for secret in (*self._configured, *self._fetched):
            for form in _forms(secret.reveal()):
                found.setdefault(form, f"${secret.name}")
        # What was redacted before keeps the name it was given.
        self._labels = frozenset(found.values())
        # Another thread may be reading: the whole tuple is replaced, never changed.
        self._forms = tuple(
            (form, label, form.encode("utf-8", "replace"), label.encode())
            for form, label in sorted(found.items(), key=lambda pair: -len(pair[0]))
        )

    def text(self, text: str) -> str:
        """`text` with every known secret replaced by its name."""
        for form, label, _, _ in self._forms:
            if form in text:
                text = text.replace(form, label)
        return text

    def body(self, body: bytes) -> bytes:
        """`body` with known secrets and the members of a token answer replaced."""
        if not body:
            return body
        for _, _, form, label in self._forms:
            if form in body:
                body = body.replace(form, label)
        if any(hint in body for hint in _HINTS):
            body = _SECRET_MEMBER.sub(rb'\1"$SECRET"', body)
            body = _SECRET_FORM.sub(rb"\1$SECRET", body)
        return body

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """`headers` with the values of secret-bearing ones replaced; a scheme stays."""
        return tuple((name, self._header(name, value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        clean = self.text(value)
        if not secret_named(name):
            return clean
        scheme = _SCHEME.match(value)
        bare = value[scheme.end() :] if scheme else value
        if clean != value or bare in self._labels:
            return clean
        return f"{scheme.group(1)} $SECRET" if scheme else "$SECRET"


@lru_cache(maxsize=512)
def secret_named(name: str) -> bool:
    """Whether a parameter, variable or header of this name holds a secret by convention."""
    if name.lower() in SECRET_HEADERS:
        return True
    return bool(_SECRET_NAME.search(name) or _SECRET_IN_CAMELS.search(name))


def without_secrets(values: Mapping[str, str]) -> dict[str, str]:
    """A copy of an environment without the variables whose names say they hold a secret."""
    return {name: value for name, value in values.items() if not secret_named(name)}


def _forms(value: str) -> set[str]:
    """The ways in which a secret may stand in a text: as it is, and encoded.

    Percent-encoding, JSON and HTML escapes, and that part of a base64 which it alone decides.
    """
    # Under four characters a replacement would maim ordinary text and protect nothing.
    if len(value) < 4:
        return set()
    quoted = quote(value, safe="")
    escaped = json.dumps(value)[1:-1]
    markup = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    forms = {value, quoted, escaped, escaped.replace("/", "\\/"), markup}
    forms.add(re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), quoted))
    forms.add(markup.replace('"', "&quot;").replace("'", "&#x27;"))
    forms.add(markup.replace('"', "&#34;").replace("'", "&#39;"))
    plain = value.encode("utf-8", "replace")
    for before, blurred in ((0, 0), (1, 2), (2, 3)):
        whole = base64.b64encode(b"\0" * before + plain).decode("ascii")
        core = whole[blurred : (before + len(plain)) * 8 // 6]
        if len(core) >= 5:
            forms |= {core, core.replace("+", "-").replace("/", "_")}
    return forms
