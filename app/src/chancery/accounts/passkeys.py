"""What is said to browsers about passkeys, and what they must answer (WebAuthn, level 2). Nothing is stored here."""
# Keeps control_second_factor.

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chancery.accounts.errors import Refused
from chancery.settings import Settings
from chancery.vault.accounts import open_factor, seal_factor

if TYPE_CHECKING:
    from chancery.accounts.logins import Login

_CHALLENGE_BYTES = 32


class Passkeys:
    """The passkeys of a site. One object serves all threads; its library is loaded when somebody first needs it."""

    def __init__(self, settings: Settings) -> None:
        self._site_name = settings.site_name
        self._origin = settings.base_url
        self._host = urlsplit(settings.base_url).hostname or ""

    def challenge(self, login: Login, known: Iterable[str]) -> tuple[str, str]:
        """What a browser needs to make a passkey other than the `known` ones (JSON), and a token to send back."""
        from webauthn import generate_registration_options, options_to_json
        from webauthn.helpers.structs import (
            AuthenticatorSelectionCriteria,
            PublicKeyCredentialDescriptor,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        challenge = os.urandom(_CHALLENGE_BYTES)
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=self._site_name,
            user_id=login.member.id.bytes,
            user_name=self._site_name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes.fromhex(one)) for one in known],
        )
        return options_to_json(options), _token(login, challenge)

    def made(self, login: Login, token: str, response: str) -> dict[str, Any]:
        """What to keep of a passkey that the browser has made: its `id` and `key` in hexadecimal, and its `count`.

        Raises:
            Refused: the browser's word is not right, or answers no question of this login.
        """
        from webauthn import verify_registration_response
        from webauthn.helpers.exceptions import WebAuthnException

        try:
            made = verify_registration_response(
                credential=response,
                expected_challenge=_challenge(login, token),
                expected_rp_id=self._host,
                expected_origin=self._origin,
            )
        except (WebAuthnException, ValueError) as error:
            raise Refused("the passkey does not fit") from error
        return {
            "id": made.credential_id.hex(),
            "key": made.credential_public_key.hex(),
            "count": made.sign_count,
        }

    def question(self, login: Login, known: Iterable[str]) -> tuple[str, str]:
        """What a browser needs to show one of the `known` passkeys (JSON), and a token to send back."""
        from webauthn import generate_authentication_options, options_to_json
        from webauthn.helpers.structs import PublicKeyCredentialDescriptor

        challenge = os.urandom(_CHALLENGE_BYTES)
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=challenge,
            allow_credentials=[PublicKeyCredentialDescriptor(id=bytes.fromhex(one)) for one in known],
        )
        return options_to_json(options), _token(login, challenge)

    def shown(
        self, login: Login, known: Mapping[str, Mapping[str, Any]], token: str, response: str
    ) -> tuple[str, int] | None:
        """Which of the passkeys was shown, and its new count, which only ever grows; None if none of them was."""
        from webauthn import verify_authentication_response
        from webauthn.helpers import parse_authentication_credential_json
        from webauthn.helpers.exceptions import WebAuthnException

        try:
            credential = parse_authentication_credential_json(response)
            id_ = credential.raw_id.hex()
            if id_ not in known:
                return None
            shown = verify_authentication_response(
                credential=credential,
                expected_challenge=_challenge(login, token),
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=bytes.fromhex(known[id_]["key"]),
                credential_current_sign_count=known[id_]["count"],
            )
        except (WebAuthnException, ValueError):
            return None
        return id_, shown.new_sign_count


def _token(login: Login, challenge: bytes) -> str:
    """The challenge, sealed for this very login: the next one, which another cookie opens, cannot use it."""
    return seal_factor(login.member.key, login.member.id, login.cookie.id, "challenge", challenge).hex()


def _challenge(login: Login, token: str) -> bytes:
    """The challenge of a token; ValueError if it is not of this login."""
    box = bytes.fromhex(token)
    return open_factor(login.member.key, login.member.id, login.cookie.id, "challenge", box)
