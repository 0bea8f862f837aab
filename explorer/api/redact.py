"""What a secret looks like, and what stands in its place: the only room that knows."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
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
    r"(?:^|[_-])(?:token|secret|password|jwt|assertion)$|^apikey$|api_key$", re.I
)
_SECRET_MEMBER = re.compile(
    rb'("(?:access_token|refresh_token|id_token|client_secret|jwt|password|assertion)"\s*:\s*)'
    rb'"(?:[^"\\]|\\.)*"?'
)
_SECRET_FORM = re.compile(
    rb"((?:^|&)(?:access_token|refresh_token|client_secret|jwt|password|assertion)=)[^&]*"
)
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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


class Redactor:
    """Takes known secrets, and whatever looks like one, out of texts, headers and bodies.

    Args:
        secrets: Known secrets; each is replaced wherever it stands by `$` and its name.
    """

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._known: list[tuple[str, str]] = []
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: Secret) -> None:
        """Know one more secret, such as a token just fetched."""
        value = secret.reveal()
        # Under four characters a replacement would maim ordinary text and protect nothing.
        if len(value) < 4:
            return
        label = f"${secret.name}"
        forms = {value, quote(value, safe=""), json.dumps(value)[1:-1]}
        forms.add(base64.b64encode(value.encode("utf-8", "replace")).decode("ascii"))
        for form in forms:
            if (form, label) not in self._known:
                self._known.append((form, label))
        self._known.sort(key=lambda pair: -len(pair[0]))

    def text(self, text: str) -> str:
        """`text` with every known secret replaced by its name."""
        for value, label in self._known:
            if value in text:
                text = text.replace(value, label)
        return text

    def body(self, body: bytes) -> bytes:
        """`body` with known secrets and the members of a token answer replaced."""
        for value, label in self._known:
            plain = value.encode("utf-8", "replace")
            if plain in body:
                body = body.replace(plain, label.encode())
        if (
            b"_token" in body
            or b"secret" in body
            or b"jwt" in body
            or b"pass" in body
            or b"asser" in body
        ):
            body = _SECRET_MEMBER.sub(rb'\1"$SECRET"', body)
            body = _SECRET_FORM.sub(rb"\1$SECRET", body)
        return body

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """`headers` with the values of secret-bearing ones replaced; a scheme stays."""
        return tuple((name, self._header(name, value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        clean = self.text(value)
        if name.lower() not in SECRET_HEADERS and not _SECRET_NAME.search(name):
            return clean
        if clean != value:
            return clean
        scheme = _SCHEME.match(value)
        return f"{scheme.group(1)} $SECRET" if scheme else "$SECRET"


def secret_named(name: str) -> bool:
    """Whether a parameter, variable or header of this name holds a secret by convention."""
    return name.lower() in SECRET_HEADERS or bool(_SECRET_NAME.search(name))


def without_secrets(values: Mapping[str, str]) -> dict[str, str]:
    """A copy of an environment without the variables whose names say they hold a secret."""
    return {name: value for name, value in values.items() if not secret_named(name)}
